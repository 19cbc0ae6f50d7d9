package io.traas.drills.cluster.read;

import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.StoredObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** All open watches. Each gets its changes in the order they were stored. Thread-safe. */
public final class Watches {

    private static final Duration BOOKMARK_INTERVAL = Duration.ofSeconds(60);

    private final ObjectStore store;
    private final Executor senders;
    private final ScheduledExecutorService timer;
    private final Set<WatchSession> sessions = ConcurrentHashMap.newKeySet();

    /** Sends on {@code senders}, which must not be a single thread: a client that does not read blocks one. */
    public Watches(ObjectStore store, Executor senders, ScheduledExecutorService timer) {
        this.store = Objects.requireNonNull(store, "store");
        this.senders = Objects.requireNonNull(senders, "senders");
        this.timer = Objects.requireNonNull(timer, "timer");
        store.onChange(this::publish);
    }

    /** Opens a watch that lives until its lifetime is over or either side ends it. */
    public WatchSession open(ListQuery query, WatchOptions options, WatchSink sink) {
        WatchSession session = new WatchSession(query, sink, senders);
        store.locked(() -> {
            initialEvents(query, options).forEach(session::offer);
            if (!session.isEnded()) {
                sessions.add(session);
            }
        });
        options.lifetime()
                .ifPresent(lifetime -> timer.schedule(
                        () -> {
                            bookmark(session, options);
                            close(session);
                        },
                        lifetime.toMillis(),
                        TimeUnit.MILLISECONDS));
        if (options.bookmarks()) {
            scheduleBookmark(session, options);
        }
        return session;
    }

    /** What a watch would send right now, as lines; for clients that cannot keep a connection open. */
    public List<String> linesNow(ListQuery query, WatchOptions options) {
        return store.locked(() ->
                initialEvents(query, options).stream().map(WatchEvent::line).toList());
    }

    /** Ends the watch. */
    public void close(WatchSession session) {
        sessions.remove(session);
        session.end();
    }

    /** Ends all watches. */
    public void closeAll() {
        List.copyOf(sessions).forEach(this::close);
    }

    private void publish(Change change) {
        for (WatchSession session : sessions) {
            WatchEvent.of(change, session.query()).ifPresent(session::offer);
            if (session.isEnded()) {
                sessions.remove(session);
            }
        }
    }

    private List<WatchEvent> initialEvents(ListQuery query, WatchOptions options) {
        List<WatchEvent> events = new ArrayList<>();
        if (options.startsWithWhatExists()) {
            for (StoredObject object : store.list(query.type(), query.namespace())) {
                if (query.matches(object)) {
                    events.add(WatchEvent.added(object));
                }
            }
            if (options.initialEvents() && options.bookmarks()) {
                events.add(WatchEvent.bookmark(query.type(), store.version(), true));
            }
            return events;
        }
        long since = options.since().orElseThrow();
        Optional<List<Change>> missed = store.changesAfter(query.type(), since);
        if (missed.isEmpty()) {
            return List.of(WatchEvent.expired(since, store.oldestKnown(query.type())));
        }
        missed.get().forEach(change -> WatchEvent.of(change, query).ifPresent(events::add));
        return events;
    }

    private void scheduleBookmark(WatchSession session, WatchOptions options) {
        timer.schedule(
                () -> {
                    if (!session.isEnded()) {
                        bookmark(session, options);
                        scheduleBookmark(session, options);
                    }
                },
                BOOKMARK_INTERVAL.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    private void bookmark(WatchSession session, WatchOptions options) {
        if (options.bookmarks()) {
            store.locked(() -> session.offer(WatchEvent.bookmark(session.query().type(), store.version(), false)));
        }
    }
}
