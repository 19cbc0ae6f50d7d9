package io.traas.drills.units.drill;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What customers remember: every payment they ordered, and every receipt they got. Thread-safe. */
final class Books {

    private final Map<Long, Entry> ordered = new ConcurrentHashMap<>();
    private final Queue<Receipt> receipts = new ConcurrentLinkedQueue<>();

    /**
     * The bank's word that a payment counts.
     *
     * @param position its place in the log of the unit
     * @param epoch of the entry at that place
     * @param leader the centre that gave the word
     * @param under the epoch it led in; later than the entry's when the payment was asked for again
     */
    record Receipt(String unit, Entry payment, long position, long epoch, String leader, long under) {}

    void ordered(String unit, Entry payment) {
        if (ordered.putIfAbsent(payment.id(), payment) != null) {
            throw new IllegalStateException("payment " + payment.id() + " of " + unit + " was ordered before");
        }
    }

    void acknowledged(String unit, Entry payment, Form answer) {
        receipts.add(new Receipt(
                unit,
                payment,
                answer.number("position"),
                answer.number("epoch"),
                answer.text("leader"),
                answer.number("under")));
    }

    List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    /** The payment of that id, null when nobody ordered one. */
    Entry order(long id) {
        return ordered.get(id);
    }
}
