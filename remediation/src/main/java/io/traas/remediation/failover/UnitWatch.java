package io.traas.remediation.failover;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.StopScope;
import io.traas.remediation.guard.Freeze;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.notify.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches units for as long as one replica of the platform acts, with the ledger as its journal, and carries out the moves
 * that people order. First it ends the moves that a replica before it, or a ledger that took nothing, left open. On a
 * thread of its own.
 */
public final class UnitWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnitWatch.class);
    private static final Duration INTERVAL = Duration.ofMillis(500);
    private static final StopScope SCOPE = new StopScope(StopScope.Kind.RUNBOOK, "failover");
    private static final int LOOKOUTS = 8;
    /** An order that nobody could carry out for so long is refused: who gave it looks elsewhere by now. */
    static final Duration ORDERS_GOOD_FOR = Duration.ofMinutes(2);

    /**
     * What keeps moves back besides the stop switch.
     *
     * @param ceiling how far the platform may go: by itself for lost units, on a person's word for orders
     * @param freezes those of everywhere refuse orders; a lost unit is moved all the same, waiting would do more harm
     */
    public record Limits(Autonomy ceiling, List<Freeze> freezes) {
        public Limits {
            freezes = List.copyOf(freezes);
        }
    }

    /** What can be moved, and how. */
    public record Units(Topology topology, UnitControl control) {}

    private final FailoverController controller;
    private final Ledger ledger;
    private final MoveJournal journal;
    private final Limits limits;
    private final BooleanSupplier mayAct;
    private final Notices notices;
    private final Clock clock;
    private final MoveRunner.Pause pause;
    private final Queue<Command.SwitchOver> orders = new ConcurrentLinkedQueue<>();
    private final ExecutorService lookouts;
    private final Thread thread;
    private boolean pastIsOver;

    /**
     * @param stopSwitch asked before every step that can be given up; see {@link #isAllowedBy}
     * @param pause lets time pass between two tries of a step, and between two looks
     */
    public UnitWatch(
            Units units,
            Ledger ledger,
            Limits limits,
            BooleanSupplier stopSwitch,
            Notices notices,
            Clock clock,
            MoveRunner.Pause pause) {
        this.ledger = ledger;
        this.journal = new LedgerJournal(ledger);
        this.limits = limits;
        this.mayAct = () -> limits.ceiling() != Autonomy.OBSERVE && stopSwitch.getAsBoolean();
        this.notices = notices;
        this.clock = clock;
        this.pause = pause;
        this.lookouts = Executors.newFixedThreadPool(LOOKOUTS, task -> daemon(task, "unit-lookout"));
        MoveRunner runner =
                new MoveRunner(units.topology(), units.control(), journal, mayAct, clock, pause, this::tell);
        this.controller = new FailoverController(
                units.topology(),
                units.control(),
                journal,
                runner,
                () -> limits.ceiling() == Autonomy.AUTO && mayAct.getAsBoolean(),
                clock,
                lookouts,
                this::callPerson);
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

    /**
     * A planned move that a person ordered: the next round carries it out, once however often the order is heard, or
     * refuses it. Either is on the ledger. Thread-safe.
     */
    public void order(Command.SwitchOver order) {
        orders.add(order);
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
            for (Command.SwitchOver order = orders.peek(); order != null; order = orders.peek()) {
                carryOut(order);
                orders.remove();
            }
            controller.watch();
        } catch (RuntimeException e) {
            pastIsOver = false;
            throw e;
        }
    }

    private void carryOut(Command.SwitchOver order) throws InterruptedException {
        if (ledger.book().hasMove(idOf(order))) {
            return;
        }
        Move planned;
        try {
            requireAllowed(order);
            planned = controller.planned(idOf(order), order.unit(), order.target());
        } catch (IllegalArgumentException e) {
            MoveJournal.Line refused = refusal(order, clock.instant(), e.getMessage());
            journal.append(refused);
            tell(refused);
            return;
        }
        LOG.atInfo()
                .addKeyValue("move", planned.id())
                .addKeyValue("by", order.by())
                .log(order.why());
        controller.carryOut(planned);
    }

    private static String idOf(Command.SwitchOver order) {
        return "switchover-" + order.id();
    }

    private static MoveJournal.Line refusal(Command.SwitchOver order, Instant at, String why) {
        Move none = new Move(idOf(order), Move.Kind.SWITCHOVER, order.unit(), "", "", 0, order.target(), 1, -1);
        return new MoveJournal.Line(none, new MoveState.Ended(MoveState.Result.ABORTED, at, "refused: " + why));
    }

    /** Where no units are watched; on the ledger like any other refusal, once however often the order is heard. */
    public static void refuse(Command.SwitchOver order, Ledger ledger, Instant at) {
        if (!ledger.book().hasMove(idOf(order))) {
            String why = "no units are watched here; set remediation.units.topology";
            ledger.note(LedgerJournal.entry(refusal(order, at, why)));
        }
    }

    /** @throws IllegalArgumentException saying why the order must not be followed now */
    private void requireAllowed(Command.SwitchOver order) {
        Duration age = Duration.between(order.at(), clock.instant());
        if (age.compareTo(ORDERS_GOOD_FOR) > 0) {
            throw new IllegalArgumentException("INV-05 FreshPlanFence: ordered " + age.toSeconds() + " s ago, good for "
                    + ORDERS_GOOD_FOR.toSeconds() + " s; order it again if it is still wanted");
        }
        if (limits.ceiling() == Autonomy.OBSERVE) {
            throw new IllegalArgumentException(
                    "AutonomyLevel: remediation.autonomy is OBSERVE, the platform changes nothing");
        }
        if (!mayAct.getAsBoolean()) {
            throw new IllegalArgumentException(
                    "INV-08 AuthoritativeKillSwitch: moves of units are stopped; resume them first");
        }
        limits.freezes().stream()
                .filter(freeze -> freeze.covers("") && freeze.isInForce(clock.instant()))
                .findFirst()
                .ifPresent(freeze -> {
                    throw new IllegalArgumentException("ChangeFreeze: frozen by " + freeze.owner() + " until "
                            + freeze.until() + (freeze.why().isEmpty() ? "" : ": " + freeze.why()));
                });
    }

    private void callPerson(String text) {
        LOG.atWarn().log(text);
        notices.send(new Notice(Notice.Kind.HUMAN_NEEDED, clock.instant(), text, null, null));
    }

    private void tell(MoveJournal.Line line) {
        Move move = line.move();
        String about =
                move.kind() + " of unit " + move.unit() + (move.source().isEmpty() ? "" : " from " + move.source());
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
