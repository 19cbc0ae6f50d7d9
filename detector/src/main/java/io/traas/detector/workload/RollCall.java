package io.traas.detector.workload;

import io.traas.model.Target;
import java.util.List;

/** Which pods of a workload should answer and which do; sent when it changes. */
public record RollCall(Target workload, List<Presence> pods) {

    public RollCall {
        pods = List.copyOf(pods);
    }

    /** Share of the pods that answer, in [0, 1]; 1 when none should. */
    public double completeness() {
        return pods.isEmpty() ? 1 : (double) pods.stream().filter(Presence::up).count() / pods.size();
    }
}
