package io.traas.remediation;

import io.traas.model.Command;
import io.traas.model.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way in for decisions and commands: they wait here until the past has been read, then go straight through. One
 * item of the past that fails is handed to {@code failed} and hinders no other. Heartbeats of the past are dropped, they
 * say nothing about now. Thread-safe.
 */
final class Intake {

    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);

    private final PlanExecutor executor;
    private final Consumer<Decision> beats;
    private final BiConsumer<String, RuntimeException> failed;
    private final List<Decision> pastDecisions = new ArrayList<>();
    private final List<Command> pastCommands = new ArrayList<>();
    private volatile boolean ready;

    /**
     * @param beats takes the heartbeats
     * @param failed told what of the past could not be taken up, and why
     */
    Intake(PlanExecutor executor, Consumer<Decision> beats, BiConsumer<String, RuntimeException> failed) {
        this.executor = Objects.requireNonNull(executor, "executor is missing");
        this.beats = Objects.requireNonNull(beats, "beats is missing");
        this.failed = Objects.requireNonNull(failed, "failed is missing");
    }

    synchronized void onDecision(Decision decision) {
        if (Heartbeats.is(decision)) {
            if (ready) {
                beats.accept(decision);
            }
        } else if (ready) {
            executor.onDecision(decision);
        } else {
            pastDecisions.add(decision);
        }
    }

    synchronized void onCommand(Command command) {
        if (ready) {
            executor.onCommand(command);
        } else {
            pastCommands.add(command);
        }
    }

    /** Call once, when all topics were read up to where they ended at start. */
    synchronized void takeUpPast() {
        pastDecisions.forEach(decision -> attempt("decision " + decision.id(), () -> executor.onDecision(decision)));
        attempt("intents without a decision", executor::settleOrphans);
        pastCommands.forEach(command -> attempt("command " + command.id(), () -> executor.onCommand(command)));
        LOG.atInfo().addKeyValue("decisions", pastDecisions.size()).log("the past is read, remediation is ready");
        pastDecisions.clear();
        pastCommands.clear();
        ready = true;
    }

    /** True once the past was taken up. */
    boolean isReady() {
        return ready;
    }

    private void attempt(String about, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("item", about).setCause(e).log("could not be taken up from the past");
            failed.accept(about, e);
        }
    }
}
