package io.traas.detector.stream;

import io.traas.detector.workload.PodReading;
import io.traas.model.SeriesFeedback;
import io.traas.model.Target;
import io.traas.model.TargetState;

/** What a workload is judged by; exactly one of the last four is there. */
public record Observation(
        Target workload, PodReading reading, TargetState state, Heartbeat heartbeat, SeriesFeedback feedback) {

    static Observation of(PodReading reading) {
        return new Observation(reading.workload(), reading, null, null, null);
    }

    public static Observation of(TargetState state) {
        return new Observation(state.target(), null, state, null, null);
    }

    static Observation of(Heartbeat heartbeat) {
        return new Observation(heartbeat.target(), null, null, heartbeat, null);
    }

    static Observation of(SeriesFeedback feedback) {
        return new Observation(feedback.workload(), null, null, null, feedback);
    }

    public String key() {
        return workload.toString();
    }
}
