package io.traas.detector.stream;

import io.traas.detector.workload.RollCall;
import io.traas.detector.workload.Traffic;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.TargetState;

/** What a cluster is judged by; exactly one of the last six is there. */
public record Finding(
        String cluster,
        Anomaly anomaly,
        RollCall rollCall,
        Traffic traffic,
        TargetState state,
        ChangeEvent change,
        Heartbeat heartbeat) {

    public static Finding of(Anomaly anomaly) {
        return new Finding(anomaly.workload().cluster(), anomaly, null, null, null, null, null);
    }

    static Finding of(RollCall rollCall) {
        return new Finding(rollCall.workload().cluster(), null, rollCall, null, null, null, null);
    }

    static Finding of(Traffic traffic) {
        return new Finding(traffic.workload().cluster(), null, null, traffic, null, null, null);
    }

    public static Finding of(TargetState state) {
        return new Finding(state.target().cluster(), null, null, null, state, null, null);
    }

    public static Finding of(ChangeEvent change) {
        return new Finding(change.target().cluster(), null, null, null, null, change, null);
    }

    static Finding of(Heartbeat heartbeat) {
        return new Finding(heartbeat.target().cluster(), null, null, null, null, null, heartbeat);
    }
}
