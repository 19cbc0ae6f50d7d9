package io.traas.drills.cluster.read;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.Executor;

/** One open watch: a bounded queue of lines that is sent in order by one thread at a time. Thread-safe. */
public final class WatchSession {

    /** A client that is further behind is cut off; it lists again and starts anew. */
    private static final int LONGEST_QUEUE = 20_000;

    private final ListQuery query;
    private final WatchSink sink;
    private final Executor senders;
    private final Deque<WatchEvent> queue = new ArrayDeque<>();
    private boolean sending;
    private boolean ended;

    WatchSession(ListQuery query, WatchSink sink, Executor senders) {
        this.query = Objects.requireNonNull(query, "query");
        this.sink = Objects.requireNonNull(sink, "sink");
        this.senders = Objects.requireNonNull(senders, "senders");
    }

    ListQuery query() {
        return query;
    }

    synchronized boolean isEnded() {
        return ended;
    }

    /** Queues one event; an error event is the last. */
    synchronized void offer(WatchEvent event) {
        if (ended) {
            return;
        }
        queue.add(event);
        ended = event.endsTheWatch() || queue.size() > LONGEST_QUEUE;
        wakeSender();
    }

    /** Ends the watch after what is queued already. */
    public synchronized void end() {
        ended = true;
        wakeSender();
    }

    private void wakeSender() {
        if (!sending) {
            sending = true;
            senders.execute(this::sendAll);
        }
    }

    private void sendAll() {
        while (true) {
            WatchEvent next;
            synchronized (this) {
                next = queue.poll();
                if (next == null) {
                    sending = false;
                    if (!ended) {
                        return;
                    }
                    break;
                }
            }
            if (!sink.send(next.line())) {
                synchronized (this) {
                    ended = true;
                    queue.clear();
                }
            }
        }
        sink.end();
    }
}
