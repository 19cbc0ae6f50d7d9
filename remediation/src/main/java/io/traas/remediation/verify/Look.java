package io.traas.remediation.verify;

import io.traas.model.PodState;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.Reading;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One look at everything a verification depends on. Good only when nothing is missing and nothing is off.
 *
 * @param thin too few sources reported to say anything
 * @param worse something is clearly worse than when the cure began
 * @param findings plain sentences, what is off first
 */
record Look(boolean good, boolean thin, boolean worse, List<String> findings) {

    /** What is looked at. */
    record Scope(List<Target> workloads, List<Criterion> criteria, SuccessCriterion success, Instant statesNewerThan) {
        Scope {
            workloads = List.copyOf(workloads);
            criteria = List.copyOf(criteria);
        }
    }

    static Look at(Scope scope, View view, Instant now, boolean wasGood) {
        Looking looking = new Looking(scope, view, now, wasGood);
        scope.workloads().forEach(looking::readiness);
        scope.criteria().forEach(looking::criterion);
        List<String> findings = new ArrayList<>(looking.off);
        findings.addAll(looking.fine);
        return new Look(looking.off.isEmpty(), looking.thin, looking.worse, findings);
    }

    /** @param harmed what is worse off by it, in sentences; empty changes nothing */
    Look withHarm(List<String> harmed) {
        if (harmed.isEmpty()) {
            return this;
        }
        List<String> all = new ArrayList<>(harmed);
        all.addAll(findings);
        return new Look(false, thin, true, all);
    }

    private static final class Looking {
        private final Scope scope;
        private final View view;
        private final Instant now;
        private final boolean wasGood;
        private final List<String> off = new ArrayList<>();
        private final List<String> fine = new ArrayList<>();
        private boolean thin;
        private boolean worse;

        Looking(Scope scope, View view, Instant now, boolean wasGood) {
            this.scope = scope;
            this.view = view;
            this.now = now;
            this.wasGood = wasGood;
        }

        void readiness(Target workload) {
            Optional<TargetState> known = view.state(workload);
            if (known.isEmpty() || known.get().deleted()) {
                thin = true;
                off.add("the state of " + workload.name() + " is not known");
                return;
            }
            TargetState state = known.get();
            boolean current = scope.statesNewerThan() == null
                    || view.stateSeenAt(workload).isAfter(scope.statesNewerThan());
            boolean ready = state.ready() >= state.desired() && !state.rollingOut() && current;
            String text = state.ready() + " of " + state.desired() + " pods of " + workload.name() + " are ready"
                    + (state.rollingOut() ? ", still rolling out" : "")
                    + (current ? "" : ", as of before the action");
            (ready || !scope.success().requireReady() ? fine : off).add(text);
            completeness(state);
        }

        private void completeness(TargetState state) {
            List<Target> pods = pods(state);
            long speaking = pods.stream()
                    .filter(pod -> view.readings(pod).map(r -> r.speaks(now)).orElse(false))
                    .count();
            int expected = Math.max(pods.size(), state.desired());
            double share = expected == 0 ? 0 : (double) speaking / expected;
            if (share < scope.success().minCompleteness()) {
                thin = true;
                off.add("only " + speaking + " of " + expected + " pods of "
                        + state.target().name() + " answer their scrapes");
            }
        }

        void criterion(Criterion criterion) {
            List<Target> pods = view.state(criterion.workload()).map(this::pods).orElse(List.of());
            List<Reading> readings = new ArrayList<>();
            for (Target pod : pods) {
                view.readings(pod)
                        .filter(r -> r.at().plus(r.every().multipliedBy(3))
                                .plusSeconds(3)
                                .isAfter(now))
                        .map(r -> r.bySignal().get(criterion.signal()))
                        .filter(reading -> reading.weight() >= criterion.minWeight() / Math.max(1, pods.size()))
                        .ifPresent(readings::add);
            }
            if (!criterion.perPod() && !readings.isEmpty()) {
                readings = List.of(readings.stream().reduce(Reading::plus).orElseThrow());
            }
            List<Double> values = readings.stream()
                    .map(Reading::value)
                    .filter(value -> !Double.isNaN(value))
                    .toList();
            if (values.isEmpty()) {
                thin = true;
                off.add("no reading of " + criterion.signal() + " of "
                        + criterion.workload().name());
                return;
            }
            double worst = values.stream()
                    .filter(value -> !criterion.holds(value, wasGood))
                    .findFirst()
                    .orElse(values.get(0));
            worse |= values.stream().anyMatch(criterion::clearlyWorse);
            (criterion.holds(worst, wasGood) ? fine : off).add(criterion.describe(worst));
        }

        private List<Target> pods(TargetState state) {
            return state.pods().stream()
                    .filter(pod -> !pod.terminating() && !finished(pod))
                    .map(pod ->
                            Target.pod(state.target().cluster(), state.target().namespace(), pod.name()))
                    .toList();
        }

        private static boolean finished(PodState pod) {
            return pod.phase().equals("Succeeded") || pod.phase().equals("Failed");
        }
    }
}
