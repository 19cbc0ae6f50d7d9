package io.traas.remediation.failover;

import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Carries a move from one step to the next: writes the step down, tries it until it is done or its time is up, and goes on
 * as {@link MoveState} allows. Stops at once when the journal fails. For one thread.
 */
public final class MoveRunner {

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final Steps steps;
    private final MoveJournal journal;
    private final BooleanSupplier mayAct;
    private final Clock clock;
    private final Pause pause;
    private final Consumer<MoveJournal.Line> listener;

    /** Lets time pass. */
    public interface Pause {
        void pause(Duration time) throws InterruptedException;
    }

    /**
     * @param mayAct the stop switch, asked before every try of a step that can be given up; unreadable means no
     * @param listener hears each step after it is durable
     */
    public MoveRunner(
            Topology topology,
            UnitControl control,
            MoveJournal journal,
            BooleanSupplier mayAct,
            Clock clock,
            Pause pause,
            Consumer<MoveJournal.Line> listener) {
        this.steps = new Steps(topology, control, clock);
        this.journal = journal;
        this.mayAct = mayAct;
        this.clock = clock;
        this.pause = pause;
        this.listener = listener;
    }

    /** @throws IllegalStateException when another move of the group has not ended (one failover in flight per group) */
    public MoveState.Ended start(Move move) throws InterruptedException {
        journal.unfinished().stream()
                .filter(line -> line.move().group().equals(move.group()))
                .findFirst()
                .ifPresent(line -> {
                    throw new IllegalStateException("group " + move.group() + " is busy with move "
                            + line.move().id() + " of unit " + line.move().unit());
                });
        return run(move, MoveState.begin(move.kind(), clock.instant()));
    }

    /** Ends a move that another process left behind. */
    public MoveState.Ended resume(MoveJournal.Line line) throws InterruptedException {
        MoveState state = line.state();
        return run(line.move(), state instanceof MoveState.Running running ? running.resumed(clock.instant()) : state);
    }

    private MoveState.Ended run(Move begun, MoveState from) throws InterruptedException {
        Move move = begun;
        MoveState state = from;
        write(move, state);
        while (state instanceof MoveState.Running running) {
            journal.requireOurs();
            MoveState before = state;
            Optional<MoveState> stopped = running.step().afterPromotion() || mayAct.getAsBoolean()
                    ? Optional.empty()
                    : running.stopped("the stop switch is set", clock.instant());
            if (stopped.isPresent()) {
                state = stopped.get();
            } else {
                StepOutcome outcome = steps.attempt(move, running);
                move = outcome instanceof StepOutcome.Done done ? done.move() : move;
                state = after(running, outcome);
            }
            if (state != before) {
                write(move, state);
            } else {
                pause.pause(PAUSE);
            }
        }
        return (MoveState.Ended) state;
    }

    private MoveState after(MoveState.Running running, StepOutcome outcome) {
        if (outcome instanceof StepOutcome.Done) {
            return running.done(clock.instant());
        }
        if (outcome instanceof StepOutcome.Impossible impossible) {
            return running.failed(impossible.why(), clock.instant());
        }
        String why = ((StepOutcome.NotYet) outcome).why();
        return running.isLate(clock.instant())
                ? running.failed(why + " within " + running.step().limit().toSeconds() + " s", clock.instant())
                : running;
    }

    private void write(Move move, MoveState state) {
        MoveJournal.Line line = new MoveJournal.Line(move, state);
        journal.append(line);
        listener.accept(line);
    }
}
