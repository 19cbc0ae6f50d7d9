package io.traas.detector.correlate;

import io.traas.detector.workload.Presence;
import io.traas.model.ChangeEvent;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What is known of a cluster at one moment: who calls whom, which pods should answer, who changed what, and what the
 * workloads have answered of late.
 */
public final class ClusterView {

    /** How old a release may be to be suspected. */
    static final Duration SUSPECT_FOR = Duration.ofMinutes(5);

    /** Clocks of the cluster and of the scrapes differ a little. */
    private static final Duration CLOCK_TOLERANCE = Duration.ofSeconds(2);

    private final Map<Target, TargetState> states = new HashMap<>();
    private final List<Presence> fleet;
    private final List<ChangeEvent> changes;
    private final Map<Target, TrafficHistory> traffic;
    private final Map<Target, Set<Target>> dependencies = new HashMap<>();

    public ClusterView(
            Collection<TargetState> states,
            Collection<Presence> fleet,
            Collection<ChangeEvent> changes,
            Map<Target, TrafficHistory> traffic) {
        states.stream().filter(state -> !state.deleted()).forEach(state -> this.states.put(state.target(), state));
        this.fleet = fleet.stream().sorted(Comparator.comparing(Presence::pod)).toList();
        this.changes = List.copyOf(changes);
        this.traffic = Map.copyOf(traffic);
    }

    /** Every pod that should answer. */
    List<Presence> fleet() {
        return fleet;
    }

    /** Everything the workload calls, directly or through others; never itself. */
    Set<Target> dependenciesOf(Target workload) {
        return dependencies.computeIfAbsent(workload, this::closure);
    }

    private Set<Target> closure(Target workload) {
        Set<Target> found = new HashSet<>();
        Deque<Target> open = new ArrayDeque<>(List.of(workload));
        while (!open.isEmpty()) {
            TargetState state = states.get(open.pop());
            for (Target next : state == null ? List.<Target>of() : state.dependencies()) {
                if (found.add(next)) {
                    open.push(next);
                }
            }
        }
        found.remove(workload);
        return found;
    }

    /** True when one of the two calls the other, directly or through others. */
    boolean related(Target one, Target other) {
        return one.equals(other)
                || dependenciesOf(one).contains(other)
                || dependenciesOf(other).contains(one);
    }

    /** What the workload has answered of late; nothing when it counts no requests or was never heard. */
    TrafficHistory trafficOf(Target workload) {
        return traffic.getOrDefault(workload, TrafficHistory.NONE);
    }

    Optional<TargetState> stateOf(Target workload) {
        return Optional.ofNullable(states.get(workload));
    }

    Optional<PodState> podOf(Target workload, Target pod) {
        return stateOf(workload).stream()
                .flatMap(state -> state.pods().stream())
                .filter(each -> each.name().equals(pod.name()))
                .findFirst();
    }

    /**
     * The release that may explain trouble since {@code onset}: the newest one of the workload, if it is recent and was
     * not the platform's own doing (a cure is not a suspect).
     */
    Optional<ChangeEvent> releaseBefore(Target workload, Instant onset) {
        return changes.stream()
                .filter(change -> change.target().equals(workload) && change.isRelease())
                .filter(change -> !change.at().isAfter(onset.plus(CLOCK_TOLERANCE)))
                .max(Comparator.comparing(ChangeEvent::at).thenComparing(ChangeEvent::id))
                .filter(change -> change.actorType() != ChangeEvent.ActorType.PLATFORM)
                .filter(change -> !change.at().isBefore(onset.minus(SUSPECT_FOR)));
    }

    /** Whether the platform itself has changed one of the workloads since then. */
    boolean treatedSince(Set<Target> workloads, Instant since) {
        return changes.stream()
                .filter(change -> change.actorType() == ChangeEvent.ActorType.PLATFORM)
                .filter(change -> workloads.contains(change.target()))
                .anyMatch(change -> !change.at().isBefore(since));
    }
}
