package io.traas.remediation.verify;

import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signals;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Workloads that were well and depend on what was acted on: a cure that helps its target and hurts them is none. They are
 * measured at the first look, right after the action, and compared with that. Single-threaded.
 */
final class Bystanders {

    /** Errors count as harm when they are that much more, and that many times as many. */
    private static final double MORE_ERRORS = 0.1;

    private static final double TIMES_AS_MANY = 3;

    /** Requests below which a share of errors means nothing. */
    private static final double MIN_REQUESTS = 10;

    /** @param errors share of failed requests, NaN when unknown */
    private record Condition(int ready, int desired, double errors) {}

    private final Collection<Target> workloads;
    private final Map<Target, Condition> before = new HashMap<>();
    private boolean measured;

    Bystanders(Collection<Target> workloads) {
        this.workloads = List.copyOf(workloads);
    }

    /** @param acted on; @param suffering already, so that nothing can be told by them */
    static Bystanders of(Collection<TargetState> states, Set<Target> acted, Collection<Target> suffering) {
        return new Bystanders(states.stream()
                .filter(state ->
                        !state.deleted() && state.dependencies().stream().anyMatch(acted::contains))
                .map(TargetState::target)
                .filter(target -> !acted.contains(target) && !suffering.contains(target))
                .toList());
    }

    /** @return a sentence for each that is worse off than before; empty at the first look */
    List<String> harmed(View view, Instant now) {
        List<String> harmed = new ArrayList<>();
        for (Target workload : workloads) {
            Optional<Condition> is = condition(workload, view, now);
            if (!measured) {
                is.filter(condition -> condition.ready() >= condition.desired())
                        .ifPresent(condition -> before.put(workload, condition));
            } else if (is.isPresent() && before.containsKey(workload)) {
                compare(workload, before.get(workload), is.get(), harmed);
            }
        }
        measured = true;
        return harmed;
    }

    private static void compare(Target workload, Condition was, Condition is, List<String> harmed) {
        if (is.ready() < Math.min(was.ready(), is.desired())) {
            harmed.add("only " + is.ready() + " of " + is.desired() + " pods of " + workload.name()
                    + " are ready, which depends on it; " + was.ready() + " were");
        }
        double least = Math.max(was.errors() + MORE_ERRORS, was.errors() * TIMES_AS_MANY);
        if (is.errors() > least) {
            harmed.add(String.format(
                    Locale.ROOT,
                    "errors of %s, which depends on it, are %.4f, were %.4f",
                    workload.name(),
                    is.errors(),
                    was.errors()));
        }
    }

    private static Optional<Condition> condition(Target workload, View view, Instant now) {
        return view.state(workload)
                .filter(state -> !state.deleted())
                .map(state -> new Condition(state.ready(), state.desired(), errors(state, view, now)));
    }

    private static double errors(TargetState state, View view, Instant now) {
        return state.pods().stream()
                .map(PodState::name)
                .map(name -> Target.pod(state.target().cluster(), state.target().namespace(), name))
                .map(view::readings)
                .flatMap(Optional::stream)
                .filter(readings -> readings.speaks(now))
                .map(readings -> readings.bySignal().get(Signals.ERRORS.name()))
                .filter(Objects::nonNull)
                .reduce(Reading::plus)
                .filter(sum -> sum.weight() >= MIN_REQUESTS)
                .map(Reading::value)
                .orElse(Double.NaN);
    }
}
