package io.traas.ui.health;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * How the platform itself is.
 *
 * @param status the worst of the stages
 * @param lastScrapeAt null when nothing was scraped since the start
 * @param checkpointAgeMs null when the detector does not say
 */
public record HealthReport(
        Status status,
        List<StageReport> stages,
        Instant lastScrapeAt,
        Long checkpointAgeMs,
        DeadLetterShelf.Contents deadLetters,
        int streamSubscribers) {

    /** From best to worst. */
    public enum Status {
        UP,
        UNKNOWN,
        DEGRADED,
        /** Its heartbeat stopped coming through. */
        SILENT,
        DOWN
    }

    /**
     * @param heartbeatAt null when none came through since the start
     * @param heartbeatAgeMs null likewise
     */
    public record StageReport(
            String name,
            Status status,
            String summary,
            Instant heartbeatAt,
            Long heartbeatAgeMs,
            Map<String, String> facts) {}
}
