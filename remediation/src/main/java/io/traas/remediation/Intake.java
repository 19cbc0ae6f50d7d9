package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.ledger.TenureLostException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for decisions and commands. Until this replica acts they are kept here, so that what arrives while nobody
 * acts is taken up by whoever does next; then they go straight through. What has come to its end long ago is let go of.
 * One item that fails is handed to {@code failed} and hinders no other. Heartbeats that arrive before are dropped, they
 * say nothing about now. Thread-safe.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final int PRUNED_EVERY = 1_000;
    /** Of a standby's memory; far more than people give, and the oldest have had their effect. */
    private static final int MOST_COMMANDS = 10_000;

    private final Book book;
    private final Clock clock;
    private final Duration kept;
    private final Consumer<Decision> beats;
    private final BiConsumer<String, RuntimeException> failed;
    private final List<Decision> waitingDecisions = new ArrayList<>();
    private final List<Command> waitingCommands = new ArrayList<>();
    private int arrivedSincePruned;

    /** Null until this replica acts. */
    private volatile PlanExecutor executor;

    /**
     * @param kept how long what has ended is still needed: the guard looks back as far
     * @param beats takes the heartbeats
     * @param failed told what of the past could not be taken up, and why
     */
    Intake(
            Book book,
            Clock clock,
            Duration kept,
            Consumer<Decision> beats,
            BiConsumer<String, RuntimeException> failed) {
        this.book = Objects.requireNonNull(book, "book is missing");
        this.clock = Objects.requireNonNull(clock, "clock is missing");
        this.kept = Objects.requireNonNull(kept, "kept is missing");
        this.beats = Objects.requireNonNull(beats, "beats is missing");
        this.failed = Objects.requireNonNull(failed, "failed is missing");
    }

    synchronized void onDecision(Decision decision) {
        if (Heartbeats.is(decision)) {
            if (executor != null) {
                beats.accept(decision);
            }
        } else if (executor != null) {
            executor.onDecision(decision);
        } else if (!(decision.outcome() instanceof Decision.DoNothing)) {
            waitingDecisions.add(decision);
            prune();
        }
    }

    synchronized void onCommand(Command command) {
        if (executor != null) {
            executor.onCommand(command);
        } else {
            waitingCommands.add(command);
            prune();
        }
    }

    /** Call once, when this replica has taken over and all topics were read up to where they ended at start. */
    synchronized void takeUp(PlanExecutor acting) {
        dropWhatEnded();
        // What was begun first: there may be more than can be open at once.
        waitingDecisions.sort(Comparator.comparing(decision -> !isUnderWay(planOf(decision))));
        waitingDecisions.forEach(decision -> attempt("decision " + decision.id(), () -> acting.onDecision(decision)));
        waitingCommands.forEach(command -> attempt("command " + command.id(), () -> acting.onCommand(command)));
        attempt("intents without a decision", acting::settleOrphans);
        LOG.atInfo().addKeyValue("decisions", waitingDecisions.size()).log("the past is read, remediation is ready");
        waitingDecisions.clear();
        waitingCommands.clear();
        executor = acting;
    }

    private void prune() {
        if (++arrivedSincePruned < PRUNED_EVERY) {
            return;
        }
        arrivedSincePruned = 0;
        dropWhatEnded();
    }

    private void dropWhatEnded() {
        Instant oldest = clock.instant().minus(kept);
        waitingDecisions.removeIf(decision -> decision.decidedAt().isBefore(oldest) && hasEnded(planOf(decision)));
        waitingCommands.removeIf(command -> command.at().isBefore(oldest) && hasEnded(command.scope()));
        int surplus = waitingCommands.size() - MOST_COMMANDS;
        if (surplus > 0) {
            waitingCommands.subList(0, surplus).clear();
        }
    }

    private boolean hasEnded(String planId) {
        return book.plan(planId).map(PlanRecord::finished).orElse(book.hasForgotten());
    }

    private boolean isUnderWay(String planId) {
        return book.plan(planId)
                .filter(record -> !record.finished() && !record.intents().isEmpty())
                .isPresent();
    }

    private static String planOf(Decision decision) {
        if (decision.outcome() instanceof Decision.Act act) {
            return act.plan().id();
        }
        return decision.outcome() instanceof Decision.AskHuman ask && ask.plan() != null
                ? ask.plan().id()
                : decision.id();
    }

    private void attempt(String about, Runnable work) {
        try {
            work.run();
        } catch (TenureLostException e) {
            LOG.atInfo().addKeyValue("item", about).log("left to the replica that takes over");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("item", about).setCause(e).log("could not be taken up from the past");
            failed.accept(about, e);
        }
    }
}
