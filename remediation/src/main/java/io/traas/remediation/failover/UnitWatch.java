package io.traas.remediation.failover;

import io.traas.model.StopScope;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.notify.Notices;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches units for as long as one replica of the platform acts, with the ledger as its journal. First it ends the moves
 * that a replica before it, or a ledger that took nothing, left open. On a thread of its own.
 */
public final class UnitWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnitWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final StopScope SCOPE = new StopScope(StopScope.Kind.RUNBOOK, "failover");
    private static final int LOOKOUTS = 8;

    /** What can be moved, and how. */
    public record Units(Topology topology, UnitControl control) {}

    private final FailoverController controller;
    private final MoveRunner.Pause pause;
    private final ExecutorService lookouts;
    private final Thread thread;
    private boolean pastIsOver;

    /**
     * @param mayAct asked before every step that can be given up; see {@link #isAllowedBy}
     * @param pause lets time pass between two tries of a step, and between two looks
     */
    public UnitWatch(
            Units units, Ledger ledger, BooleanSupplier mayAct, Notices notices, Clock clock, MoveRunner.Pause pause) {
        LedgerJournal journal = new LedgerJournal(ledger);
        MoveRunner runner = new MoveRunner(
                units.topology(), units.control(), journal, mayAct, clock, pause, line -> tell(line, notices));
        this.pause = pause;
        this.lookouts = Executors.newFixedThreadPool(LOOKOUTS, task -> daemon(task, "unit-lookout"));
        this.controller = new FailoverController(
                units.topology(), units.control(), journal, runner, mayAct, clock, lookouts, text -> {
                    LOG.atWarn().log(text);
                    notices.send(new Notice(Notice.Kind.HUMAN_NEEDED, clock.instant(), text, null, null));
                });
        this.thread = daemon(this::watch, "unit-watch");
    }

    /** Whether moves may go on: stopped by the switch for everything, or by the one for runbook {@code failover}. */
    public static boolean isAllowedBy(SwitchState state) {
        return state.allowsWrites()
                && state.parts().stream().noneMatch(order -> order.scope().equals(SCOPE));
    }

    public void start() {
        thread.start();
    }

    private void watch() {
        try {
            while (true) {
                try {
                    round();
                } catch (TenureLostException e) {
                    LOG.atInfo().log("units are left to the replica that takes over");
                    return;
                } catch (RuntimeException e) {
                    LOG.atError().setCause(e).log("the watch of units failed, is tried again");
                }
                pause.pause(INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at all units, with what it leads to. A move that a failure cut off is taken up by the next round. */
    void round() throws InterruptedException {
        try {
            if (!pastIsOver) {
                controller.resume();
                pastIsOver = true;
            }
            controller.watch();
        } catch (RuntimeException e) {
            pastIsOver = false;
            throw e;
        }
    }

    private static void tell(MoveJournal.Line line, Notices notices) {
        Move move = line.move();
        String about = move.kind() + " of unit " + move.unit() + " from " + move.source();
        if (line.state() instanceof MoveState.Running running) {
            LOG.atInfo()
                    .addKeyValue("move", move.id())
                    .addKeyValue("step", running.step())
                    .log(about);
            return;
        }
        MoveState.Ended ended = (MoveState.Ended) line.state();
        String text = about + (move.target().isEmpty() ? "" : " to " + move.target()) + ": " + ended.result()
                + (ended.why().isEmpty() ? "" : ", " + ended.why());
        LOG.atWarn().addKeyValue("move", move.id()).log(text);
        Notice.Kind kind = switch (ended.result()) {
            case COMPLETED -> Notice.Kind.HEALED;
            case ABORTED -> Notice.Kind.NOT_HEALED;
            case ESCALATED -> Notice.Kind.ESCALATED;
        };
        notices.send(new Notice(kind, ended.at(), text, null, null));
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** A move that is under way stays open on the ledger, for whoever takes over. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        lookouts.shutdownNow();
    }
}
