package io.traas.remediation.simulation;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.remediation.audit.Chain;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The ledger's topic as a broker keeps it: one log, and one writer at a time, who is shut out for good when another one
 * takes over. What is noted lies in the writer's memory until it is sent, and is lost with its machine.
 */
final class SimulatedLedger {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** @param writer the machine it came from @param stored the record, with its link in the chain */
    record Written(String writer, Instant at, LedgerEntry entry, byte[] stored) {}

    private final List<Written> log = new ArrayList<>();
    private final Map<String, NavigableMap<Instant, Long>> epochs = new HashMap<>();
    private final Baton baton;
    private final Chance chance;
    private final Chaos chaos;
    private final Trace trace;
    private final Predicate<LedgerEntry> kept;
    private final boolean fences;
    private long writers;
    private long lastEpoch;

    /**
     * @param kept which entries become durable when they are said to be; all, unless the platform is made worse on purpose
     * @param fences whether earlier writers are shut out; true, unless the platform is made worse on purpose
     */
    SimulatedLedger(Baton baton, Chance chance, Chaos chaos, Trace trace, Predicate<LedgerEntry> kept, boolean fences) {
        this.baton = baton;
        this.chance = chance;
        this.chaos = chaos;
        this.trace = trace;
        this.kept = kept;
        this.fences = fences;
    }

    List<Written> log() {
        return log;
    }

    List<LedgerEntry> entries() {
        return log.stream().map(Written::entry).toList();
    }

    /** The one the machine acted under then, 0 for none. */
    long epochOf(String machine, Instant then) {
        Map.Entry<Instant, Long> opened =
                epochs.getOrDefault(machine, Collections.emptyNavigableMap()).floorEntry(then);
        return opened == null ? 0 : opened.getValue();
    }

    LedgerLog open() {
        return new Log();
    }

    /** @return where the chain stands then; the entry is linked to what its writer believes to be the last */
    private Chain write(String writer, LedgerEntry entry, long epoch, Chain chain) {
        trace.add(writer + " ledger " + describe(entry));
        if (!kept.test(entry)) {
            return chain;
        }
        byte[] linked = chain.link(Topics.LEDGER.codec().encode(entry), epoch);
        log.add(new Written(writer, baton.now(), Topics.LEDGER.codec().decode(linked), linked));
        return chain.after(linked);
    }

    private final class Log implements LedgerLog {
        private int read;
        private Chain chain = Chain.EMPTY;

        @Override
        public void readOn(Reader reader) {
            requireReachable("reading");
            for (; read < log.size(); read++) {
                chain = chain.after(log.get(read).stored());
                reader.entry(log.get(read).entry());
            }
        }

        @Override
        public Tenure takeOver(String replica, Reader reader) {
            requireReachable("take-over");
            baton.pass(chance.millis(1, 50));
            long writer = ++writers; // From here on earlier ones are shut out.
            chaos.strike(CrashPoint.WRITERS_FENCED.name());
            readOn(reader);
            baton.pass(chance.millis(1, 50));
            if (writer != writers) {
                throw new TenureLostException("another one took over meanwhile", null);
            }
            readOn(reader);
            long epoch = ++lastEpoch;
            epochs.computeIfAbsent(replica, unused -> new TreeMap<>()).put(baton.now(), epoch);
            write(replica, LedgerEntry.TookOver.of(epoch, replica, baton.now()), epoch, chain);
            readOn(reader);
            return new Writer(writer, epoch, baton.machine(), chain);
        }

        @Override
        public void close() {}
    }

    private final class Writer implements Tenure {
        private final long number;
        private final long epoch;
        private final Machine machine;
        private final Deque<LedgerEntry> noted = new ArrayDeque<>();
        private Chain chain;
        private boolean lost;

        Writer(long number, long epoch, Machine machine, Chain chain) {
            this.chain = chain;
            this.number = number;
            this.epoch = epoch;
            this.machine = machine;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public boolean isHeld() {
            return !lost;
        }

        @Override
        public void append(LedgerEntry entry) {
            String what = entry.getClass().getSimpleName();
            requireHeld(what);
            chaos.strike("before " + what);
            requireReachable(what);
            if (chance.perMille(chaos.weather().ledgerSlow())) {
                baton.pass(chance.millis(500, 8_000));
            }
            requireArrived(what);
            if (chance.perMille(chaos.weather().ledgerLost())) {
                trace.add(machine + " ledger " + what + " is not taken");
                baton.pass(TIMEOUT);
                throw new LedgerUnavailableException(what + " was not taken", null);
            }
            commit();
            chain = write(machine.name(), entry, epoch, chain);
            chaos.strike(CrashPoint.ENTRY_UNCOMMITTED.name());
            if (chance.perMille(chaos.weather().ledgerAnswerLost())) {
                trace.add(machine + " ledger " + what + " was unheard");
                baton.pass(chance.millis(1_000, 20_000)); // It asks again until it knows.
                requireHeld(what);
            }
            baton.pass(chance.millis(1, 10));
            chaos.strike("after " + what);
        }

        @Override
        public void note(LedgerEntry entry) {
            requireHeld(entry.getClass().getSimpleName());
            noted.add(entry);
            flushLater(chance.millis(1, 50));
        }

        private void flushLater(Duration in) {
            baton.later(in, () -> {
                boolean slow = chance.perMille(chaos.weather().ledgerSlow());
                boolean unable = machine.pausedUntil().isAfter(baton.now()) || machine.isCut(baton.now()) || slow;
                if (unable && !machine.isOff()) {
                    flushLater(Duration.ofMillis(500));
                } else if (!machine.isOff() && !isShutOut()) {
                    commit();
                }
            });
        }

        private void commit() {
            while (!noted.isEmpty()) {
                chain = write(machine.name(), noted.poll(), epoch, chain);
            }
        }

        private boolean isShutOut() {
            lost |= fences && number != writers;
            return lost;
        }

        /** What the broker would say; until it is asked, the writer does not know. */
        private void requireHeld(String what) {
            if (lost || (!machine.isCut(baton.now()) && isShutOut())) {
                trace.add(machine + " ledger " + what + " is shut out: epoch " + epoch + " is over");
                throw new TenureLostException("epoch " + epoch + " is over", null);
            }
        }

        /** On the way the machine may have been cut off, and another may have taken over, which the broker knows. */
        private void requireArrived(String what) {
            if (machine.isCut(baton.now())) {
                throw unreachable(what);
            }
            requireHeld(what);
        }

        @Override
        public void close() {
            lost = true;
        }
    }

    private void requireReachable(String what) {
        if (baton.machine().isCut(baton.now())) {
            throw unreachable(what);
        }
        baton.pass(chance.millis(1, 10));
    }

    private LedgerUnavailableException unreachable(String what) {
        trace.add(baton.machine() + " ledger " + what + " finds no broker");
        baton.pass(TIMEOUT);
        return new LedgerUnavailableException("no broker answers", null);
    }

    private static String describe(LedgerEntry entry) {
        String what = entry.getClass().getSimpleName() + " of " + entry.incidentId();
        if (entry instanceof LedgerEntry.Intent intent) {
            return what + ": " + intent.action().describe() + " " + intent.idempotencyKey();
        } else if (entry instanceof LedgerEntry.Result result) {
            return what + ": " + result.outcome() + " " + result.reason() + ", " + result.detail();
        } else if (entry instanceof LedgerEntry.Guarded guarded) {
            return what + ": " + (guarded.allowed() ? "allowed" : "refused");
        } else if (entry instanceof LedgerEntry.Escalated escalated) {
            return what + ": " + escalated.why();
        } else if (entry instanceof LedgerEntry.TookOver tookOver) {
            return "taken over with epoch " + tookOver.epoch();
        }
        return what;
    }
}
