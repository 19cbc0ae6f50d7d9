package io.traas.drills.units.replica;

import io.traas.drills.bank.wire.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One of the five copies of a shard's ledger. The log rules are those of Raft (Ongaro and Ousterhout, 2014): an entry counts
 * once a majority has it and the leader of its own epoch says so. What Raft leaves to elections is done by whoever moves the
 * shard: it asks the replicas to {@link #fence} an epoch, and may let one {@link #lead} only when a majority has
 * promised and the log of that one is as complete as any of theirs. Not thread-safe; times are milliseconds of one
 * monotonic clock.
 */
public final class Replica {

    public static final long OPENING_CENTS = 1_000_000;

    private final ReplicaStore store;
    private final List<LogEntry> log = new ArrayList<>();
    private final List<LogEntry> exported = new ArrayList<>();
    private final Map<Long, Long> positionOfPayment = new HashMap<>();
    private final long[] cents = new long[Entry.ACCOUNTS];
    private long promised;
    private String grant;
    private long committed;
    private long leaderHeardAt;
    private Leadership leadership;

    /** @param now from when on the silence of a leader counts */
    public Replica(ReplicaStore store, long now) {
        this.store = store;
        this.leaderHeardAt = now;
        Arrays.fill(cents, OPENING_CENTS);
        ReplicaStore.Kept kept = store.read();
        promised = kept.promised();
        grant = kept.grant();
        exported.addAll(kept.exported());
        kept.log().forEach(this::remember);
    }

    /**
     * Promises to refuse every older epoch from now on, which deposes this replica if it leads one.
     *
     * @param asker an epoch is promised to one asker only, so that two can never both lead in it
     */
    public ReplicaState fence(long epoch, String asker, long now) throws Refused {
        boolean promisedToOther = epoch == promised && !grant.isEmpty() && !asker.equals(grant);
        if (epoch < promised || promisedToOther) {
            throw new Refused(Refused.Reason.STALE_EPOCH, "epoch " + promised + " is promised to '" + grant + "'");
        }
        promise(epoch, asker);
        return state(now);
    }

    /** @param asker empty when the epoch was learnt from a message: who asks for it first may still have it */
    private void promise(long epoch, String asker) {
        boolean granted = epoch == promised && grant.isEmpty() && !asker.isEmpty();
        if (epoch > promised || granted) {
            store.promised(epoch, asker);
            promised = epoch;
            grant = asker;
        }
        if (leadership != null && leadership.epoch() < promised) {
            leadership = null;
        }
    }

    /** Takes what the leader of the promised epoch, or a newer one, sends. */
    public Append.Reply append(Append append, long now) {
        if (append.epoch() < promised || (leadership != null && leadership.epoch() == append.epoch())) {
            return new Append.Reply(promised, false, position());
        }
        promise(append.epoch(), "");
        leaderHeardAt = now;
        long previous = append.previousPosition();
        if (previous > position() || epochAt(previous) != append.previousEpoch()) {
            return new Append.Reply(promised, false, Math.max(committed, Math.min(position(), previous - 1)));
        }
        List<LogEntry> fresh = new ArrayList<>();
        for (LogEntry entry : append.entries()) {
            if (entry.position() > position() || epochAt(entry.position()) != entry.epoch()) {
                fresh.add(entry);
                truncateFrom(entry.position());
            }
        }
        keep(fresh);
        long agreed = previous + append.entries().size();
        commit(Math.min(append.committed(), agreed));
        return new Append.Reply(promised, true, agreed);
    }

    /**
     * Begins to lead, closed for writes. The caller answers for the two conditions named above.
     *
     * @param peers names of the four others
     */
    public void lead(long epoch, String asker, List<String> peers) throws Refused {
        if (epoch != promised || !asker.equals(grant)) {
            throw new Refused(Refused.Reason.STALE_EPOCH, "epoch " + promised + " is promised to '" + grant + "'");
        }
        if (leadership == null) {
            leadership = new Leadership(epoch, peers);
            keep(List.of(new LogEntry(epoch, position() + 1, null)));
        }
    }

    /** Takes writes from now on. Only once everything the leader inherited is on a majority under its own epoch. */
    public void open(long epoch) throws Refused {
        Leadership mine = leading(epoch);
        if (epochAt(committed) != epoch) {
            throw new Refused(Refused.Reason.NOT_OPEN, "the barrier of epoch " + epoch + " is not on a majority yet");
        }
        mine.open = true;
    }

    /**
     * Holds writes back until thawed or deposed; what was begun is finished.
     *
     * @param until when it thaws by itself, for a mover that is gone by then
     */
    public void freeze(long epoch, long until) throws Refused {
        leading(epoch).freeze(until);
    }

    public void thaw(long epoch) throws Refused {
        leading(epoch).thaw();
    }

    /**
     * Takes a write. It counts, and may be acknowledged, once {@link #isCommitted} says so of its place.
     *
     * @return its place; the old one when the payment is there already
     */
    public LogEntry write(long epoch, Entry payment, long now) throws Refused {
        Leadership mine = leading(epoch);
        mine.checkWritable(now);
        Long known = positionOfPayment.get(payment.id());
        if (known != null) {
            return at(known);
        }
        LogEntry entry = new LogEntry(epoch, position() + 1, payment);
        keep(List.of(entry));
        return entry;
    }

    /** Whether exactly this entry is on a majority, for ever. */
    public boolean isCommitted(LogEntry entry) {
        return entry.position() <= committed && at(entry.position()).equals(entry);
    }

    /** Whether this entry made way for another and will never be on a majority under its place. */
    public boolean isLost(LogEntry entry) {
        return entry.position() > position() || !at(entry.position()).equals(entry);
    }

    /** What to send to a peer next, a heartbeat when it has everything; {@code limit} entries at most. */
    public Append toSend(String peer, int limit) throws Refused {
        if (leadership == null) {
            throw new Refused(Refused.Reason.NOT_LEADER, "nothing to send");
        }
        long previous = Math.min(leadership.next(peer, position()), position());
        return new Append(leadership.epoch(), previous, epochAt(previous), entriesAfter(previous, limit), committed);
    }

    /**
     * Takes a peer's answer.
     *
     * @param sentAt when the request left: from then on the peer's promise holds the lease
     */
    public void acknowledged(String peer, Append sent, Append.Reply reply, long sentAt) {
        promise(reply.epoch(), "");
        if (leadership == null || leadership.epoch() != sent.epoch() || reply.epoch() > sent.epoch()) {
            return;
        }
        leadership.heard(peer, reply, sentAt);
        long onMajority = leadership.onMajority(position());
        if (onMajority > committed && epochAt(onMajority) == leadership.epoch()) {
            commit(onMajority);
        }
    }

    /** What an account holds by everything that is on a majority for sure. */
    public long balance(int account) {
        return cents[account];
    }

    /** Entries after a place, oldest first. */
    public List<LogEntry> entriesAfter(long position, int limit) {
        int from = (int) Math.min(position, position());
        return List.copyOf(log.subList(from, (int) Math.min(from + (long) limit, position())));
    }

    public List<LogEntry> exported() {
        return List.copyOf(exported);
    }

    public ReplicaState state(long now) {
        boolean held = leadership != null && leadership.leaseHeld(now);
        return new ReplicaState(
                promised,
                leadership == null ? 0 : leadership.epoch(),
                held && leadership.open && !leadership.isFrozen(now),
                leadership != null && leadership.isFrozen(now),
                position(),
                epochAt(position()),
                committed,
                held ? 0 : now - leaderHeardAt,
                exported.size());
    }

    /** 0 at the beginning of the log. */
    public long epochAt(long position) {
        return position == 0 ? 0 : at(position).epoch();
    }

    private LogEntry at(long position) {
        return log.get((int) position - 1);
    }

    private long position() {
        return log.size();
    }

    private Leadership leading(long epoch) throws Refused {
        if (leadership == null) {
            throw new Refused(Refused.Reason.NOT_LEADER, "epoch " + promised + " is promised to another");
        }
        if (leadership.epoch() != epoch) {
            throw new Refused(
                    Refused.Reason.STALE_EPOCH,
                    "epoch " + epoch + " was asked, " + leadership.epoch() + " is in force");
        }
        return leadership;
    }

    private void keep(List<LogEntry> entries) {
        if (!entries.isEmpty()) {
            store.appended(entries);
            entries.forEach(this::remember);
        }
    }

    private void remember(LogEntry entry) {
        log.add(entry);
        if (entry.payment() != null) {
            positionOfPayment.put(entry.payment().id(), entry.position());
        }
    }

    private void truncateFrom(long position) {
        if (position > position()) {
            return;
        }
        if (position <= committed) {
            throw new IllegalStateException("entry " + position + " is on a majority and would be lost");
        }
        store.truncated(position);
        List<LogEntry> gone = log.subList((int) position - 1, log.size());
        exported.addAll(gone);
        gone.forEach(entry -> {
            if (entry.payment() != null) {
                positionOfPayment.remove(entry.payment().id());
            }
        });
        gone.clear();
    }

    private void commit(long position) {
        while (committed < position) {
            committed++;
            Entry payment = at(committed).payment();
            if (payment != null) {
                cents[payment.from()] -= payment.cents();
                cents[payment.to()] += payment.cents();
            }
        }
    }
}
