package io.traas.detector.workload;

import io.traas.model.Anomaly;
import java.util.List;

/**
 * What came of judging a workload once.
 *
 * @param rollCall null when nothing changed
 * @param traffic of the interval, null when it is not known
 * @param baselines how many baselines there are, {@code warm} of them warm
 */
public record Evaluation(
        WorkloadMemory memory, List<Anomaly> anomalies, RollCall rollCall, Traffic traffic, int warm, int baselines) {}
