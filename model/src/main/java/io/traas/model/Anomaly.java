package io.traas.model;

import java.time.Instant;

/**
 * A series behaves as it should not.
 *
 * @param id derived from series, detector and the instant it opened, so that a replay finds the same one
 * @param series target and signal name; the target is a pod or a workload
 * @param workload the workload the target belongs to; equal to the target for workloads
 * @param node the node of a pod, empty for workloads
 * @param detector id of the {@link DetectorSpec}
 * @param observed the latest value, in the unit of the signal
 * @param expectedLow lower edge of what was expected
 * @param expectedHigh upper edge of what was expected
 * @param score how sure, in [0, 1]
 * @param completeness share of the sources that reported, in [0, 1]
 * @param because one plain sentence with the numbers
 */
public record Anomaly(
        String id,
        Lifecycle state,
        Series series,
        Target workload,
        String node,
        String detector,
        AnomalyKind kind,
        FailureClass failureClass,
        Instant openedAt,
        Instant updatedAt,
        double observed,
        double expectedLow,
        double expectedHigh,
        double score,
        Severity severity,
        double completeness,
        String because) {

    public Anomaly {
        Check.notBlank("anomaly.id", id);
        Check.notNull("anomaly.state", state);
        Check.notNull("anomaly.series", series);
        Check.notNull("anomaly.workload", workload);
        Check.notNull("anomaly.node", node);
        Check.notBlank("anomaly.detector", detector);
        Check.notNull("anomaly.kind", kind);
        Check.notNull("anomaly.failureClass", failureClass);
        Check.notNull("anomaly.openedAt", openedAt);
        Check.notNull("anomaly.updatedAt", updatedAt);
        Check.unitInterval("anomaly.score", score);
        Check.notNull("anomaly.severity", severity);
        Check.unitInterval("anomaly.completeness", completeness);
        Check.notNull("anomaly.because", because);
    }

    public static String idOf(Series series, String detector, Instant openedAt) {
        return Ids.of("an", series.id(), detector, openedAt.toString());
    }
}
