package io.traas.detector;

import io.traas.model.stage.Settings;
import java.time.Duration;

/**
 * How the detector judges.
 *
 * @param interval length of one point: how often the sources are scraped
 * @param lateness how much later than its successor a scrape may arrive
 * @param idleAfter after how long a partition without scrapes no longer holds event time back
 * @param settle for how long after its start a pod is too cold to be compared with what is usual
 * @param gather how long after its first anomaly an incident opens
 * @param quiet how long nothing may be wrong before an incident closes
 * @param maxSeriesPerTarget raw series of one target that are scanned by themselves, at most
 */
public record DetectorConfig(
        Duration interval,
        Duration lateness,
        Duration idleAfter,
        Duration settle,
        Duration gather,
        Duration quiet,
        int maxSeriesPerTarget) {

    public DetectorConfig {
        if (interval.toMillis() < 100) {
            throw new IllegalArgumentException("detector.interval is " + interval + ", must be at least 100ms");
        }
        if (lateness.compareTo(interval.multipliedBy(2)) > 0) {
            throw new IllegalArgumentException("detector.lateness is " + lateness
                    + ", must be at most two intervals (detector.interval is " + interval + ")");
        }
        if (maxSeriesPerTarget < 1) {
            throw new IllegalArgumentException(
                    "detector.max-series-per-target is " + maxSeriesPerTarget + ", must be at least 1");
        }
    }

    public static DetectorConfig from(Settings settings) {
        return new DetectorConfig(
                settings.duration("detector.interval", "15s", "length of one point; as long as the scrape interval"),
                settings.duration(
                        "detector.lateness", "300ms", "how long to wait for scrapes that overtook each other"),
                settings.duration(
                        "detector.idle-after", "1s", "a partition without scrapes for this long is not waited for"),
                settings.duration(
                        "detector.settle", "5s", "a pod younger than this is not compared with what is usual"),
                settings.duration("detector.gather", "500ms", "from the first anomaly to the incident"),
                settings.duration("detector.quiet", "3s", "nothing wrong for this long closes an incident"),
                settings.integer(
                        "detector.max-series-per-target",
                        2_000,
                        "raw series of one target that are scanned by themselves, at most"));
    }
}
