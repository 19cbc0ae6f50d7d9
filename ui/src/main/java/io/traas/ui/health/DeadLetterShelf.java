package io.traas.ui.health;

import io.traas.model.DeadLetter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest dead letters, and how many there were. Thread-safe. */
public final class DeadLetterShelf {

    static final int KEPT = 100;

    private final Deque<DeadLetter> newest = new ArrayDeque<>();
    private long total;

    public synchronized void add(DeadLetter letter) {
        total++;
        newest.addFirst(letter);
        if (newest.size() > KEPT) {
            newest.removeLast();
        }
    }

    /** @param latest newest first */
    public record Contents(long total, List<DeadLetter> latest) {}

    public synchronized Contents contents() {
        return new Contents(total, List.copyOf(newest));
    }
}
