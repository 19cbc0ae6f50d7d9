package io.traas.remediation.simulation;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * The ledger's topic and the group of those who may write it, as a broker keeps them: one log; a member that has not been
 * heard of for a session loses its place; opening an epoch fences every writer before it.
 */
final class SimulatedLedger {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** @param epoch under which it was written */
    record Written(long epoch, String writer, Instant at, LedgerEntry entry) {}

    /** The append may or may not have been durable. */
    static final class SilenceException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        SilenceException() {
            super("the broker does not answer", null, false, false);
        }
    }

    /** A younger writer has taken over. */
    static final class FencedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FencedException(long epoch) {
            super("epoch " + epoch + " is over", null, false, false);
        }
    }

    private final List<Written> log = new ArrayList<>();
    private final Map<Machine, Instant> heardOf = new HashMap<>();
    private final Map<String, Long> epochs = new HashMap<>();
    private final Baton baton;
    private final Chance chance;
    private final Chaos chaos;
    private final Trace trace;
    private final Predicate<LedgerEntry> kept;
    private final boolean fences;
    private Machine holder;
    private long epoch;

    /**
     * @param kept which entries become durable when they are said to be; all, unless the platform is made worse on purpose
     * @param fences whether older writers are refused; true, unless the platform is made worse on purpose
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

    /** The latest one the machine opened, 0 for none. */
    long epochOf(String machine) {
        return epochs.getOrDefault(machine, 0L);
    }

    /** A sign of life of a member of the group. @return whether it is the one that may write */
    boolean poll(Machine machine) {
        if (machine.isCut(baton.now())) {
            return holder == machine && !isOverdue(machine);
        }
        heardOf.put(machine, baton.now());
        if (holder == null || holder.isOff() && isOverdue(holder) || holder != machine && isOverdue(holder)) {
            holder = machine;
        }
        return holder == machine;
    }

    private boolean isOverdue(Machine machine) {
        return heardOf.getOrDefault(machine, Instant.MIN).plus(Weather.SESSION).isBefore(baton.now());
    }

    /** Opens the next epoch. @throws SilenceException when the broker cannot be reached */
    long takeOver() {
        reach("take-over");
        epoch++;
        epochs.put(baton.machine().name(), epoch);
        trace.add(baton.machine() + " opens epoch " + epoch);
        baton.pass(chance.millis(1, 50));
        return epoch;
    }

    /** @throws SilenceException when it is not known to be durable; @throws FencedException when it certainly is not */
    void append(long under, LedgerEntry entry) {
        String what = entry.getClass().getSimpleName();
        chaos.strike("before " + what);
        reach(what);
        if (chance.perMille(chaos.weather().ledgerSlow())) {
            baton.pass(chance.millis(500, 8_000));
        }
        refuseWhenFenced(under, what);
        if (chance.perMille(chaos.weather().ledgerLost())) {
            trace.add(baton.machine() + " ledger " + what + " is lost");
            silence();
        }
        if (kept.test(entry)) {
            LedgerEntry read =
                    Topics.LEDGER.codec().decode(Topics.LEDGER.codec().encode(entry));
            log.add(new Written(under, baton.machine().name(), baton.now(), read));
        }
        trace.add(baton.machine() + " ledger " + describe(entry));
        if (chance.perMille(chaos.weather().ledgerAnswerLost())) {
            trace.add(baton.machine() + " ledger " + what + " was unheard");
            silence();
        }
        baton.pass(chance.millis(1, 10));
        chaos.strike("after " + what);
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
        }
        return what;
    }

    private void refuseWhenFenced(long under, String what) {
        if (fences && under < epoch) {
            trace.add(baton.machine() + " ledger " + what + " is fenced off: epoch " + under + " is over");
            throw new FencedException(under);
        }
    }

    private void reach(String what) {
        if (baton.machine().isCut(baton.now())) {
            trace.add(baton.machine() + " ledger " + what + " finds no broker");
            silence();
        }
        baton.pass(chance.millis(1, 10));
    }

    private void silence() {
        baton.pass(TIMEOUT);
        throw new SilenceException();
    }
}
