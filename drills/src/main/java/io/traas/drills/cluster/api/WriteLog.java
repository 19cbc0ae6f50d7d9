package io.traas.drills.cluster.api;

import io.traas.drills.cluster.Write;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The newest requests that could have changed something. Thread-safe. */
final class WriteLog {

    private static final int LONGEST = 100_000;

    private final Deque<Write> writes = new ArrayDeque<>();

    synchronized void add(Write write) {
        writes.addLast(write);
        if (writes.size() > LONGEST) {
            writes.removeFirst();
        }
    }

    synchronized List<Write> snapshot() {
        return List.copyOf(writes);
    }
}
