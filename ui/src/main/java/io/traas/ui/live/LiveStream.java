package io.traas.ui.live;

import io.traas.ui.incidents.TimelineEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * Follows the event table on one thread and hands what is new to every open stream, in order. A stream that resumes
 * gets what it missed from the table first: nothing is lost, nothing comes twice. Works for several replicas on one
 * database, because the table is looked at even when nobody nudges. Thread-safe.
 */
public final class LiveStream implements AutoCloseable {

    /** A client further behind than this fetches afresh; also how much waits for a slow one. */
    public static final int MAX_BEHIND = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);
    private static final long LOOK_EVERY_MS = 500;
    private static final int BATCH = MAX_BEHIND / 2;

    private final Feed feed;
    private final Duration heartbeat;
    private final int maxSubscribers;
    private final Set<Subscriber> subscribers = new HashSet<>();
    private final Map<String, Frame> standing = new HashMap<>();
    private final Thread thread;
    private long position;
    private boolean nudged;
    private boolean feedAway;
    private volatile boolean closing;

    public LiveStream(Feed feed, Duration heartbeat, int maxSubscribers) {
        this.feed = feed;
        this.heartbeat = heartbeat;
        this.maxSubscribers = maxSubscribers;
        this.position = feed.lastSeq();
        this.thread = new Thread(this::run, "ui-live");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** There is something new in the table. */
    public synchronized void nudge() {
        nudged = true;
        notifyAll();
    }

    /** Tells everybody now, and everybody who comes later, until the same event is told again. */
    public void announce(String event, Object data) {
        Frame frame = Frame.of(event, data);
        synchronized (this) {
            standing.put(event, frame);
            Frame resync = resync();
            copyOfSubscribers().forEach(subscriber -> subscriber.offer(List.of(frame), resync));
        }
    }

    public synchronized int subscribers() {
        return subscribers.size();
    }

    /**
     * Adds a stream; it starts with what it missed since the cursor.
     *
     * @param cursor the last sequence the client has seen, null to start with what comes
     * @return false when there are too many streams already
     */
    boolean subscribe(Function<LiveStream, Subscriber> opened, Long cursor) {
        synchronized (this) {
            if (subscribers.size() >= maxSubscribers || closing) {
                return false;
            }
            List<Frame> first = new ArrayList<>(standing.values());
            first.addAll(missed(cursor));
            first.add(heartbeatFrame());
            Subscriber subscriber = opened.apply(this);
            subscribers.add(subscriber);
            subscriber.offer(first, resync());
            subscriber.open();
            return true;
        }
    }

    synchronized void remove(Subscriber subscriber) {
        subscribers.remove(subscriber);
    }

    private List<Frame> missed(Long cursor) {
        if (cursor == null) {
            return List.of();
        }
        if (cursor > position || position - cursor > BATCH) {
            return List.of(resync());
        }
        List<Frame> frames = new ArrayList<>();
        // The summary after the last event it saw may have been cut off with the connection.
        Optional<TimelineEvent> last = feed.event(cursor);
        last.map(TimelineEvent::incidentId)
                .flatMap(feed::summary)
                .ifPresent(summary -> frames.add(Frame.of(cursor, "incident", summary)));
        List<TimelineEvent> events = feed.eventsAfter(cursor, MAX_BEHIND).stream()
                .filter(event -> event.seq() <= position)
                .toList();
        frames.addAll(frames(events));
        return frames;
    }

    private void run() {
        long nextHeartbeat = System.nanoTime() + heartbeat.toNanos();
        while (!closing) {
            try {
                boolean moreWaits = follow();
                if (System.nanoTime() - nextHeartbeat >= 0) {
                    nextHeartbeat = System.nanoTime() + heartbeat.toNanos();
                    tell(List.of(heartbeatFrame()));
                }
                if (!moreWaits) {
                    pause(Math.min(LOOK_EVERY_MS, heartbeat.toMillis()));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private synchronized void pause(long millis) throws InterruptedException {
        if (!nudged && !closing) {
            wait(millis);
        }
        nudged = false;
    }

    /** @return true when there is more than one batch */
    private boolean follow() {
        try {
            synchronized (this) {
                List<TimelineEvent> events = feed.eventsAfter(position, BATCH);
                if (!events.isEmpty()) {
                    List<Frame> frames = frames(events);
                    position = events.get(events.size() - 1).seq();
                    tell(frames);
                }
                feedAway = false;
                return events.size() == BATCH;
            }
        } catch (DataAccessException | TransactionException e) {
            if (!feedAway) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the live stream waits for the incident store");
            }
            feedAway = true;
            return false;
        }
    }

    /** Each event; after the last one of an incident among them, the incident as it is now. */
    private List<Frame> frames(List<TimelineEvent> events) {
        Map<String, Long> lastOfIncident = new HashMap<>();
        events.stream()
                .filter(event -> event.incidentId() != null)
                .forEach(event -> lastOfIncident.put(event.incidentId(), event.seq()));
        List<Frame> frames = new ArrayList<>();
        for (TimelineEvent event : events) {
            frames.add(Frame.of(event.seq(), "event", event));
            if (event.incidentId() != null && lastOfIncident.get(event.incidentId()) == event.seq()) {
                feed.summary(event.incidentId())
                        .ifPresent(summary -> frames.add(Frame.of(event.seq(), "incident", summary)));
            }
        }
        return frames;
    }

    private synchronized void tell(List<Frame> frames) {
        Frame resync = resync();
        copyOfSubscribers().forEach(subscriber -> subscriber.offer(frames, resync));
    }

    /** A failing write removes its subscriber while we go through them. */
    private List<Subscriber> copyOfSubscribers() {
        return List.copyOf(subscribers);
    }

    private Frame heartbeatFrame() {
        return Frame.of("hb", new Position(position));
    }

    private Frame resync() {
        return Frame.of(position, "resync", new Position(position));
    }

    private record Position(long seq) {}

    @Override
    public void close() {
        List<Subscriber> open;
        synchronized (this) {
            closing = true;
            open = copyOfSubscribers();
            notifyAll();
        }
        thread.interrupt();
        open.forEach(Subscriber::close);
        try {
            thread.join(2_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
