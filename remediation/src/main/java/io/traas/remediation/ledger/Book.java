package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.Irregularity.Kind;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The ledger as read so far, by plan. Adding an entry twice changes nothing. An entry that cannot follow what was
 * written before is not applied: it is reported, and the plan it is about goes to a person. Keeps the newest {@value
 * #MAX_PLANS} plans, finished ones leave first, and as many orders. Thread-safe.
 */
public final class Book {

    static final int MAX_PLANS = 10_000;

    private final Map<String, PlanRecord> plans = new LinkedHashMap<>();
    private final Map<String, Set<String>> idsByPlan = new HashMap<>();
    private final Set<String> commands = new LinkedHashSet<>();
    private final Moves moves = new Moves();
    private LedgerEntry.HeartbeatSeen lastHeartbeat;
    private boolean forgetful;

    /** Of the last take-over; 0 before the first, when older releases wrote without. */
    private long epoch;

    /** @return what is wrong with the entry, if anything is */
    public synchronized Optional<Irregularity> add(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.HeartbeatSeen heartbeat) {
            lastHeartbeat = heartbeat;
            return Optional.empty();
        }
        if (entry instanceof LedgerEntry.TookOver tookOver) {
            return takenOver(tookOver);
        }
        if (entry instanceof LedgerEntry.Commanded commanded) {
            remember(commanded.command().id());
            return Optional.empty();
        }
        if (entry instanceof LedgerEntry.SwitchSeen) {
            return Optional.empty();
        }
        if (entry instanceof LedgerEntry.MoveStep move) {
            return moves.add(move);
        }
        if (!idsByPlan
                .computeIfAbsent(entry.planId(), unused -> new HashSet<>())
                .add(entry.id())) {
            return Optional.empty();
        }
        PlanRecord before = plans.getOrDefault(entry.planId(), PlanRecord.empty(entry.planId()));
        Optional<PlanRecord> after = isForeign(entry) ? Optional.empty() : before.with(entry);
        Optional<Irregularity> wrong = after.isPresent() ? Optional.empty() : Optional.of(irregular(entry, before));
        plans.put(entry.planId(), after.orElseGet(() -> before.disputed(wrong.orElseThrow())));
        if (plans.size() > MAX_PLANS) {
            forgetOldestFinished();
        }
        return wrong;
    }

    /** One forgotten would be noted once more when it is read again, and is too late by far to be carried out. */
    private void remember(String command) {
        if (commands.add(command) && commands.size() > MAX_PLANS) {
            commands.remove(commands.iterator().next());
        }
    }

    private Optional<Irregularity> takenOver(LedgerEntry.TookOver tookOver) {
        if (tookOver.epoch() <= epoch) {
            return Optional.of(new Irregularity(
                    Kind.EPOCH_WENT_BACK,
                    tookOver.id(),
                    tookOver.replica() + " took over with epoch " + tookOver.epoch() + " after " + epoch));
        }
        epoch = tookOver.epoch();
        return Optional.empty();
    }

    private boolean isForeign(LedgerEntry entry) {
        return epoch > 0 && entry instanceof LedgerEntry.Intent intent && intent.epoch() != epoch;
    }

    private Irregularity irregular(LedgerEntry entry, PlanRecord before) {
        Kind kind = entry instanceof LedgerEntry.Result
                ? Kind.RESULT_WITHOUT_INTENT
                : isForeign(entry)
                        ? Kind.FOREIGN_EPOCH
                        : entry instanceof LedgerEntry.Intent ? Kind.GAP : Kind.OUT_OF_ORDER;
        String epochs = entry instanceof LedgerEntry.Intent intent
                ? ", step " + intent.step() + " of epoch " + intent.epoch() + " under epoch " + epoch
                : "";
        return new Irregularity(
                kind,
                "entry " + entry.id(),
                entry.getClass().getSimpleName() + epochs + " for plan " + entry.planId() + ", which is "
                        + before.state().getClass().getSimpleName() + " with "
                        + before.state().steps().size() + " steps begun");
    }

    public synchronized Optional<PlanRecord> plan(String planId) {
        return Optional.ofNullable(plans.get(planId));
    }

    /** Oldest first. */
    public synchronized Collection<PlanRecord> plans() {
        return List.copyOf(plans.values());
    }

    /** The newest entry of each move of a unit that is not over, oldest move first. */
    public synchronized List<LedgerEntry.MoveStep> openMoves() {
        return moves.open();
    }

    /** When the newest moves of that kind of a unit began, in any order. */
    public synchronized List<Instant> movesBegun(String kind, String unit) {
        return moves.begun(kind, unit);
    }

    /** Whether a move was begun or refused. */
    public synchronized boolean hasMove(String moveId) {
        return moves.has(moveId);
    }

    public synchronized boolean hasCommand(String commandId) {
        return commands.contains(commandId);
    }

    public synchronized Optional<LedgerEntry.HeartbeatSeen> lastHeartbeat() {
        return Optional.ofNullable(lastHeartbeat);
    }

    /** Whether a plan it does not know may have been finished long ago. */
    public synchronized boolean hasForgotten() {
        return forgetful;
    }

    private void forgetOldestFinished() {
        plans.values().stream()
                .filter(PlanRecord::finished)
                .map(PlanRecord::planId)
                .findFirst()
                .ifPresent(planId -> {
                    forgetful = true;
                    plans.remove(planId);
                    idsByPlan.remove(planId);
                });
    }
}
