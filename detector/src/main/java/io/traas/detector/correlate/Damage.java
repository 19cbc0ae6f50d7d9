package io.traas.detector.correlate;

import io.traas.detector.localise.CallGraph;
import io.traas.detector.localise.History;
import io.traas.detector.localise.Kind;
import io.traas.detector.localise.Localiser;
import io.traas.detector.localise.RankedSuspect;
import io.traas.detector.localise.Ranking;
import io.traas.detector.localise.Symptom;
import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.Signals;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The account of the damage of one failure domain, by the traffic of its workloads: whose doing is it that the outermost
 * one answers late or with errors? Traffic shows no more than that: of a replica that hangs, a heap that is full or
 * threads that are all taken it says nothing, and who answers late may be why another fails.
 */
final class Damage {

    private static final double MOST = 0.6;
    private static final double LITTLE = 0.25;

    private final ClusterView view;
    private final FleetHealth fleet;
    private final List<Anomaly> trouble;
    private final Set<Target> workloads;
    private final long alarmMs;
    private final TrafficHistory symptomHistory;
    private final Localiser localiser;
    /** Of each kind in which the symptom shows in the traffic; empty when there is nothing to go by. */
    private final Map<Kind, Ranking> rankings = new EnumMap<>(Kind.class);

    /**
     * @param trouble anomalies of one domain, not empty
     * @param alarm when the first of them opened
     * @param changed workloads that were changed shortly before
     */
    Damage(ClusterView view, FleetHealth fleet, List<Anomaly> trouble, Instant alarm, Set<Target> changed) {
        this.view = view;
        this.fleet = fleet;
        this.trouble = trouble;
        this.workloads = workloadsOf(trouble);
        this.alarmMs = alarm.toEpochMilli();
        Optional<Target> symptom = outermost();
        this.symptomHistory = symptom.map(view::trafficOf).orElse(TrafficHistory.NONE);
        Set<Target> nodes = new HashSet<>();
        symptom.ifPresent(each -> {
            nodes.add(each);
            nodes.addAll(view.dependenciesOf(each));
        });
        this.localiser = new Localiser(
                graph(nodes),
                histories(nodes),
                changed.stream().map(Target::toString).collect(Collectors.toSet()));
        symptom.ifPresent(this::rank);
    }

    private static Set<Target> workloadsOf(Collection<Anomaly> anomalies) {
        return anomalies.stream().map(Anomaly::workload).collect(Collectors.toSet());
    }

    /** Of the workloads that answer late or with errors the one that no other of them calls; of several, the one that calls most. */
    private Optional<Target> outermost() {
        Set<Target> suffering = workloadsOf(
                trouble.stream().filter(each -> kindOf(each).isPresent()).toList());
        return suffering.stream()
                .filter(each -> !view.trafficOf(each).isEmpty())
                .filter(each -> suffering.stream()
                        .noneMatch(other -> view.dependenciesOf(other).contains(each)))
                .min(Comparator.<Target>comparingLong(each -> -view.dependenciesOf(each).stream()
                                .filter(suffering::contains)
                                .count())
                        .thenComparing(Comparator.naturalOrder()));
    }

    private static Optional<Kind> kindOf(Anomaly anomaly) {
        FailureClass failureClass = anomaly.failureClass();
        return failureClass == FailureClass.LATENCY
                ? Optional.of(Kind.LATENCY)
                : failureClass == FailureClass.ERRORS ? Optional.of(Kind.FAILURES) : Optional.empty();
    }

    private CallGraph graph(Set<Target> nodes) {
        Map<String, List<String>> calls = new HashMap<>();
        for (Target node : nodes) {
            List<Target> called =
                    view.stateOf(node).map(TargetState::dependencies).orElse(List.of());
            calls.put(node.toString(), called.stream().map(Target::toString).toList());
        }
        return new CallGraph(calls);
    }

    private List<History> histories(Set<Target> nodes) {
        Map<Target, TrafficHistory> known = new HashMap<>();
        for (Target node : nodes) {
            TrafficHistory history = view.trafficOf(node);
            if (!history.isEmpty() && history.intervalMs() == symptomHistory.intervalMs()) {
                known.put(node, history);
            }
        }
        long until =
                known.values().stream().mapToLong(TrafficHistory::newest).max().orElse(0);
        return known.entrySet().stream()
                .map(each ->
                        each.getValue().toHistory(each.getKey().toString(), symptomHistory.onsetOf(alarmMs), until))
                .toList();
    }

    private void rank(Target symptom) {
        trouble.stream()
                .filter(each -> each.workload().equals(symptom))
                .flatMap(each -> kindOf(each).stream())
                .distinct()
                .forEach(kind -> localiser
                        .rank(new Symptom(symptom.toString(), kind))
                        .filter(Ranking::visible)
                        .ifPresent(ranking -> rankings.put(kind, ranking)));
    }

    /** The workload in trouble that is first in the ranking of every kind; empty when the traffic does not say. */
    Optional<Target> cause() {
        Set<String> causes = rankings.values().stream()
                .map(ranking -> ranking.cause().map(RankedSuspect::node).orElse(""))
                .collect(Collectors.toSet());
        return causes.size() != 1
                ? Optional.empty()
                : workloads.stream()
                        .filter(each -> causes.contains(each.toString()))
                        .findFirst();
    }

    /** Whether so much is the doing of the one and so little that of the other that nothing else need speak for it. */
    boolean outweighs(Target one, Target other) {
        return rankings.keySet().stream().allMatch(kind -> share(kind, one) >= MOST && share(kind, other) <= LITTLE);
    }

    private double share(Kind kind, Target workload) {
        return entry(kind, workload).map(RankedSuspect::share).orElse(0.0);
    }

    private Optional<RankedSuspect> entry(Kind kind, Target workload) {
        return rankings.get(kind).suspects().stream()
                .filter(each -> each.kind() == kind && each.node().equals(workload.toString()))
                .findFirst();
    }

    /**
     * Whether traffic tells all there is to tell between the suspect and the cause: neither the suspect nor anything
     * the cause calls is silent, unknown, or in trouble of another kind.
     */
    boolean clears(Target suspect, Target cause) {
        Set<Target> heard = new HashSet<>(List.of(suspect, cause));
        heard.addAll(view.dependenciesOf(suspect));
        heard.addAll(view.dependenciesOf(cause));
        Set<Target> others = new HashSet<>(workloads);
        others.retainAll(view.dependenciesOf(cause));
        others.add(suspect);
        return fleet.silent().stream().noneMatch(pod -> heard.contains(pod.workload()))
                && others.stream().allMatch(each -> isPlain(each, cause));
    }

    /** Late answers and errors only, of the kinds in which the symptom shows, and no failing calls but to the cause. */
    private boolean isPlain(Target workload, Target cause) {
        boolean callsIt = view.dependenciesOf(workload).contains(cause);
        return localiser.isKnown(workload.toString())
                && trouble.stream()
                        .filter(each -> each.workload().equals(workload))
                        .allMatch(each -> kindOf(each).isPresent()
                                || callsIt && each.series().metric().equals(Signals.CALL_ERRORS.name()))
                && Arrays.stream(Kind.values())
                        .allMatch(
                                kind -> rankings.containsKey(kind) || !localiser.standsOut(workload.toString(), kind));
    }

    /** How much of the damage is the workload's own, for people; empty when the traffic does not say. */
    Optional<String> sentence(Target workload) {
        return rankings.keySet().stream()
                .filter(kind -> localiser.isKnown(workload.toString()))
                .map(kind -> sentence(kind, workload))
                .reduce((one, other) -> one + "; " + other);
    }

    private String sentence(Kind kind, Target workload) {
        String damage = kind == Kind.LATENCY ? "delay" : "failures";
        return entry(kind, workload)
                .map(own -> String.format(
                        Locale.ROOT,
                        "%.0f %% of the %s its own: it %s%s",
                        100 * own.share(),
                        damage + (kind == Kind.LATENCY ? " is" : " are"),
                        own.damage(),
                        began(own.since())))
                .orElse("the " + damage + " it shows comes from what it calls");
    }

    /** @param row of those since the onset; once the onset is no longer among them, nobody can say */
    private String began(int row) {
        long onset = symptomHistory.onsetOf(alarmMs);
        if (row < 0 || symptomHistory.newest() - onset >= TrafficHistory.KEPT) {
            return "";
        }
        long seconds = Math.floorDiv(alarmMs - (onset + row) * symptomHistory.intervalMs(), 1_000L);
        return ", beginning " + Math.abs(seconds) + " s " + (seconds < 0 ? "after" : "before") + " the first alarm";
    }
}
