package io.traas.detector.dryrun;

import io.traas.model.DetectorSpec;
import io.traas.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came of one run.
 *
 * @param series of which at least one point was judged
 * @param points judged, of all series
 * @param anomalies opened
 * @param stillOpen of these, at the end
 * @param perDay anomalies, as if all days were like the time covered; 0 when no time passed
 * @param most the workloads with the most anomalies, at most {@link #MOST}
 */
record Summary(
        DetectorSpec spec, long series, long points, long anomalies, int stillOpen, double perDay, List<Count> most) {

    private static final int MOST = 10;

    record Count(Target workload, long anomalies) {}

    static Summary of(DetectorSpec spec, DryRun run, int stillOpen, Map<Target, Long> byWorkload, Duration covered) {
        long anomalies = byWorkload.values().stream().mapToLong(Long::longValue).sum();
        double days = covered.toMillis() / (double) Duration.ofDays(1).toMillis();
        List<Count> most = byWorkload.entrySet().stream()
                .sorted(Map.Entry.<Target, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(MOST)
                .map(entry -> new Count(entry.getKey(), entry.getValue()))
                .toList();
        return new Summary(
                spec, run.series(), run.points(), anomalies, stillOpen, days > 0 ? anomalies / days : 0, most);
    }
}
