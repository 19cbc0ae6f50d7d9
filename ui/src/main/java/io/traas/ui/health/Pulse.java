package io.traas.ui.health;

import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.SampleBatch;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The newest sign of life that each stage let through: the heartbeat enters with the metrics and leaves on the ledger,
 * so the first stage without it is the one that is stuck. Thread-safe.
 */
public final class Pulse {

    private static final String HEARTBEAT_PREFIX = "heartbeat-";

    private final Map<String, Instant> newest = new ConcurrentHashMap<>();
    private volatile Instant lastScrapeAt;

    /** When the stage last let a heartbeat through. */
    public Optional<Instant> of(String stage) {
        return Optional.ofNullable(newest.get(stage));
    }

    /** When the newest scrape was made, of whatever target. */
    public Optional<Instant> lastScrapeAt() {
        return Optional.ofNullable(lastScrapeAt);
    }

    /** True for the platform's own sign of life, which says nothing about any workload. */
    public static boolean isHeartbeat(SampleBatch batch) {
        return batch.points().stream().anyMatch(point -> point.metric().equals(SampleBatch.HEARTBEAT));
    }

    public void metrics(SampleBatch batch) {
        if (isHeartbeat(batch)) {
            beat("collectors", batch.observedAt());
        } else if (lastScrapeAt == null || batch.observedAt().isAfter(lastScrapeAt)) {
            lastScrapeAt = batch.observedAt();
        }
    }

    public void incident(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            beat("detector", incident.updatedAt());
        }
    }

    public void decision(Decision decision) {
        if (decision.incidentId().startsWith(HEARTBEAT_PREFIX)) {
            beat("runbooks", decision.decidedAt());
        }
    }

    public void ledger(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.HeartbeatSeen) {
            beat("remediation", entry.at());
            beat("ui", entry.at());
        }
    }

    private void beat(String stage, Instant at) {
        newest.merge(stage, at, (before, now) -> now.isAfter(before) ? now : before);
    }
}
