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
    private final Map<Account, Long> newest = new ConcurrentHashMap<>();

    private record Account(String unit, int number) {}

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
        long position = answer.number("position");
        receipts.add(new Receipt(
                unit, payment, position, answer.number("epoch"), answer.text("leader"), answer.number("under")));
        newest.merge(new Account(unit, payment.from()), position, Math::max);
        newest.merge(new Account(unit, payment.to()), position, Math::max);
    }

    /** Place in the log of the newest payment of an account that has a receipt; 0 for none. */
    long newestReceipt(String unit, int account) {
        return newest.getOrDefault(new Account(unit, account), 0L);
    }

    List<Receipt> receipts() {
        return List.copyOf(receipts);
    }

    /** The payment of that id, null when nobody ordered one. */
    Entry order(long id) {
        return ordered.get(id);
    }
}
