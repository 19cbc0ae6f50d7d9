package io.traas.remediation.notify;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.Optional;

/**
 * A bounded queue of notices, in order. A storm of refusals must not keep a call for a person out: when it is full, one
 * that needs a person takes the place of the oldest that needs none. Thread-safe.
 */
final class WaitingNotices {

    private final int places;
    private final Deque<Notice> waiting = new ArrayDeque<>();

    WaitingNotices(int places) {
        this.places = places;
    }

    /** @return the notice that has no place any more: another one, this one, or none */
    synchronized Optional<Notice> add(Notice notice) {
        Optional<Notice> left = Optional.empty();
        if (waiting.size() == places) {
            left = notice.kind().needsAPerson() ? takeOneThatNeedsNobody() : Optional.empty();
            if (left.isEmpty()) {
                return Optional.of(notice);
            }
        }
        waiting.addLast(notice);
        notifyAll();
        return left;
    }

    private Optional<Notice> takeOneThatNeedsNobody() {
        for (Iterator<Notice> each = waiting.iterator(); each.hasNext(); ) {
            Notice one = each.next();
            if (!one.kind().needsAPerson()) {
                each.remove();
                return Optional.of(one);
            }
        }
        return Optional.empty();
    }

    /** The oldest; waits for one. */
    synchronized Notice take() throws InterruptedException {
        while (waiting.isEmpty()) {
            wait();
        }
        return waiting.removeFirst();
    }
}
