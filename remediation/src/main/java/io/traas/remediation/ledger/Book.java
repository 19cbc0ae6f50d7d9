package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger as read so far, by plan. Adding an entry twice changes nothing, so that our own entries may come back from
 * the topic. Keeps the newest {@value #MAX_PLANS} plans; finished ones leave first. Thread-safe.
 */
public final class Book {

    static final int MAX_PLANS = 10_000;

    private final Map<String, PlanRecord> plans = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsByPlan = new HashMap<>();
    private LedgerEntry.HeartbeatSeen lastHeartbeat;

    public synchronized void add(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.HeartbeatSeen heartbeat) {
            lastHeartbeat = heartbeat;
            return;
        }
        if (!idsByPlan
                .computeIfAbsent(entry.planId(), unused -> new HashSet<>())
                .add(entry.id())) {
            return;
        }
        PlanRecord before = plans.getOrDefault(entry.planId(), new PlanRecord(entry.planId(), List.of()));
        plans.put(entry.planId(), before.with(entry));
        if (plans.size() > MAX_PLANS) {
            forgetOldestFinished();
        }
    }

    public synchronized Optional<PlanRecord> plan(String planId) {
        return Optional.ofNullable(plans.get(planId));
    }

    /** Oldest first. */
    public synchronized Collection<PlanRecord> plans() {
        return List.copyOf(plans.values());
    }

    public synchronized Optional<LedgerEntry.HeartbeatSeen> lastHeartbeat() {
        return Optional.ofNullable(lastHeartbeat);
    }

    private void forgetOldestFinished() {
        plans.values().stream()
                .filter(PlanRecord::finished)
                .map(PlanRecord::planId)
                .findFirst()
                .ifPresent(planId -> {
                    plans.remove(planId);
                    idsByPlan.remove(planId);
                });
    }
}
