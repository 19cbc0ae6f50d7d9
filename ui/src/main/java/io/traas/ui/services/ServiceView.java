package io.traas.ui.services;

import io.traas.model.Autonomy;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.List;

/**
 * One workload as the services page shows it.
 *
 * @param openIncidents ids of the incidents it is the service of
 */
public record ServiceView(
        Target target,
        Health health,
        int desired,
        int ready,
        Autonomy autonomy,
        boolean rollingOut,
        List<String> openIncidents,
        List<Target> dependencies,
        List<Pod> pods,
        Signals signals,
        Instant observedAt) {

    public enum Health {
        OK,
        DEGRADED,
        DOWN,
        UNKNOWN
    }

    public record Pod(String name, String node, String zone, boolean ready, int restarts, String reason) {
        static Pod of(PodState pod) {
            return new Pod(pod.name(), pod.node(), pod.zone(), pod.ready(), pod.restarts(), pod.reason());
        }
    }

    /** Latest values; null when nothing was measured lately. */
    public record Signals(Double requests, Double errors, Double latency) {}

    static ServiceView of(TargetState state, List<String> openIncidents, Signals signals) {
        return new ServiceView(
                state.target(),
                health(state, openIncidents),
                state.desired(),
                state.ready(),
                state.autonomy(),
                state.rollingOut(),
                openIncidents,
                state.dependencies(),
                state.pods().stream().map(Pod::of).toList(),
                signals,
                state.observedAt());
    }

    private static Health health(TargetState state, List<String> openIncidents) {
        if (state.desired() == 0) {
            return Health.UNKNOWN;
        }
        if (state.ready() == 0) {
            return Health.DOWN;
        }
        boolean whole = state.ready() >= state.desired() && openIncidents.isEmpty();
        return whole ? Health.OK : Health.DEGRADED;
    }
}
