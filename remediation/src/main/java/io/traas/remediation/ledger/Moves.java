package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.remediation.ledger.Irregularity.Kind;
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

    private final Map<String, LedgerEntry.MoveStep> newest = new LinkedHashMap<>();
    private final Map<String, Set<String>> ids = new LinkedHashMap<>();

    /** @return what is wrong with the entry, if anything is */
    Optional<Irregularity> add(LedgerEntry.MoveStep entry) {
        String move = entry.planId();
        if (!ids.computeIfAbsent(move, unused -> new HashSet<>()).add(entry.id())) {
            return Optional.empty();
        }
        LedgerEntry.MoveStep before = newest.get(move);
        if (before != null && before.isOver()) {
            return Optional.of(new Irregularity(
                    Kind.OUT_OF_ORDER,
                    "entry " + entry.id(),
                    (entry.isOver() ? entry.result() : entry.step()) + " of move " + move + ", which is over: "
                            + before.result()));
        }
        newest.put(move, entry);
        if (newest.size() > MAX_MOVES) {
            forgetOldestOver();
        }
        return Optional.empty();
    }

    boolean has(String move) {
        return newest.containsKey(move);
    }

    List<LedgerEntry.MoveStep> open() {
        return newest.values().stream().filter(entry -> !entry.isOver()).toList();
    }

    private void forgetOldestOver() {
        newest.values().stream()
                .filter(LedgerEntry.MoveStep::isOver)
                .map(LedgerEntry.MoveStep::planId)
                .findFirst()
                .ifPresent(move -> {
                    newest.remove(move);
                    ids.remove(move);
                });
    }
}
