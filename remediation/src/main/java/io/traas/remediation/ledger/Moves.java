package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.Irregularity.Kind;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The moves of units on the ledger. What is over stays over: an entry that follows it is not applied. Forgets what is over
 * beyond the newest {@value #MAX_MOVES} moves. For one thread.
 */
final class Moves {

    static final int MAX_MOVES = 1_000;

    private final Map<String, Kept> moves = new LinkedHashMap<>();

    /** What is kept of a move. */
    private static final class Kept {
        private final Set<String> ids = new HashSet<>();
        private final Instant begun;
        private LedgerEntry.MoveStep newest;

        private Kept(LedgerEntry.MoveStep first) {
            begun = first.at();
            newest = first;
        }
    }

    /** @return what is wrong with the entry, if anything is */
    Optional<Irregularity> add(LedgerEntry.MoveStep entry) {
        String move = entry.planId();
        Kept kept = moves.computeIfAbsent(move, unused -> new Kept(entry));
        boolean first = kept.ids.isEmpty();
        if (!kept.ids.add(entry.id())) {
            return Optional.empty();
        }
        if (!first && kept.newest.isOver()) {
            return Optional.of(new Irregularity(
                    Kind.OUT_OF_ORDER,
                    "entry " + entry.id(),
                    (entry.isOver() ? entry.result() : entry.step()) + " of move " + move + ", which is over: "
                            + kept.newest.result()));
        }
        kept.newest = entry;
        if (moves.size() > MAX_MOVES) {
            forgetOldestOver();
        }
        return Optional.empty();
    }

    boolean has(String move) {
        return moves.containsKey(move);
    }

    List<LedgerEntry.MoveStep> open() {
        return moves.values().stream()
                .map(kept -> kept.newest)
                .filter(entry -> !entry.isOver())
                .toList();
    }

    /** When the moves of that kind of a unit began that are kept. */
    List<Instant> begun(String kind, String unit) {
        return moves.values().stream()
                .filter(kept ->
                        kept.newest.kind().equals(kind) && kept.newest.unit().equals(unit))
                .map(kept -> kept.begun)
                .toList();
    }

    private void forgetOldestOver() {
        moves.values().stream()
                .map(kept -> kept.newest)
                .filter(LedgerEntry.MoveStep::isOver)
                .findFirst()
                .ifPresent(over -> moves.remove(over.planId()));
    }
}
