package io.traas.runbooks.facts;

import io.traas.model.AnomalyKind;
import io.traas.model.FailureClass;
import io.traas.model.Target;

/**
 * One anomaly of the incident.
 *
 * @param target a pod or a workload
 * @param workload the workload it belongs to
 * @param signal what was measured: {@code errors}, {@code latency}, {@code requests}, ...
 * @param ofPod the target is one pod and not the whole workload
 * @param above too much of it, and not too little
 * @param open it still lasts
 */
public record Symptom(
        Target target,
        Target workload,
        FailureClass failureClass,
        AnomalyKind kind,
        String signal,
        boolean ofPod,
        boolean above,
        boolean open,
        double observed,
        double expectedLow,
        double expectedHigh)
        implements Fact {}
