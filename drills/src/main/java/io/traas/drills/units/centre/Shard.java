package io.traas.drills.units.centre;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import io.traas.drills.units.replica.Append;
import io.traas.drills.units.replica.LogEntry;
import io.traas.drills.units.replica.Refused;
import io.traas.drills.units.replica.Replica;
import io.traas.drills.units.replica.ReplicaState;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A unit's replica at work in this centre: one lock around it, and a thread for each peer that sends while it leads. */
final class Shard implements AutoCloseable {

    private static final long HEARTBEAT_MILLIS = 400;
    private static final Duration PEER_TIMEOUT = Duration.ofMillis(1500);
    private static final int BATCH = 500;

    private final String unit;
    private final Replica replica;
    private final Links links;
    private final Object lock = new Object();
    private final List<Thread> senders = new ArrayList<>();
    private final WriteRate rate = new WriteRate();

    Shard(String unit, Replica replica, Links links) {
        this.unit = unit;
        this.replica = replica;
        this.links = links;
        for (String peer : links.others()) {
            Thread sender = new Thread(() -> replicateTo(peer), "to-" + peer + "-" + unit);
            sender.setDaemon(true);
            sender.start();
            senders.add(sender);
        }
    }

    /** Something asked of the replica, under the lock. */
    interface Question<T> {
        T ask(Replica replica, long now) throws Refused;
    }

    <T> T ask(Question<T> question) throws Refused {
        synchronized (lock) {
            T answer = question.ask(replica, now());
            lock.notifyAll();
            return answer;
        }
    }

    ReplicaState state() {
        synchronized (lock) {
            return replica.state(now());
        }
    }

    /** What it takes as a leader. */
    double writesPerSecond() {
        synchronized (lock) {
            return rate.perSecond(now());
        }
    }

    /** @return the place of the payment once it is on a majority; empty when that is not known in time */
    Optional<LogEntry> write(long epoch, Entry payment, Duration timeout) throws Refused, InterruptedException {
        long deadline = now() + timeout.toMillis();
        synchronized (lock) {
            LogEntry entry = replica.write(epoch, payment, now());
            rate.count(now());
            lock.notifyAll();
            while (!replica.isCommitted(entry)) {
                long left = deadline - now();
                if (left <= 0 || replica.isLost(entry)) {
                    return Optional.empty();
                }
                lock.wait(left);
            }
            return Optional.of(entry);
        }
    }

    /** Copies what {@code best} has beyond what is surely on a majority here. */
    ReplicaState catchUp(String best, long epoch, Duration timeout) throws IOException, InterruptedException {
        long deadline = now() + timeout.toMillis();
        long after;
        synchronized (lock) {
            after = replica.state(now()).committed();
        }
        while (now() < deadline) {
            Form question = Form.EMPTY.with("unit", unit).with("after", after);
            HttpCall answer = links.post(best, "/shard/entries", question, PEER_TIMEOUT);
            List<LogEntry> entries = Messages.entries(answer.body());
            if (answer.status() != 200 || entries.isEmpty()) {
                break;
            }
            synchronized (lock) {
                replica.append(new Append(epoch, after, replica.epochAt(after), entries, 0), now());
            }
            after += entries.size();
        }
        return state();
    }

    private void replicateTo(String peer) {
        try {
            while (true) {
                Append append = next(peer);
                long sentAt = now();
                try {
                    HttpCall answer = links.post(
                            peer, "/shard/append", Messages.form(append).with("unit", unit), PEER_TIMEOUT);
                    if (answer.status() == 200) {
                        settle(peer, append, Messages.reply(answer.body()), sentAt);
                    }
                } catch (IOException unreachable) {
                    Thread.sleep(HEARTBEAT_MILLIS);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits until there is something to send: entries at once, otherwise a heartbeat in its time. */
    private Append next(String peer) throws InterruptedException {
        long heartbeatAt = now() + HEARTBEAT_MILLIS;
        synchronized (lock) {
            while (true) {
                try {
                    Append append = replica.toSend(peer, BATCH);
                    long left = heartbeatAt - now();
                    if (!append.entries().isEmpty() || left <= 0) {
                        return append;
                    }
                    lock.wait(left);
                } catch (Refused notLeading) {
                    lock.wait();
                }
            }
        }
    }

    private void settle(String peer, Append append, Append.Reply reply, long sentAt) {
        synchronized (lock) {
            replica.acknowledged(peer, append, reply, sentAt);
            lock.notifyAll();
        }
    }

    @Override
    public void close() {
        senders.forEach(Thread::interrupt);
    }

    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }
}
