package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.SampleBatch;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.testing.RecordedNotices;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** One life of the executor as {@link Replica} mounts it, with everything around it handed in: for the simulator. */
public final class SimulatedReplica {

    private static final Duration STEP_TIMEOUT = Duration.ofSeconds(30);
    private static final ExecutorLimits LIMITS =
            new ExecutorLimits(Autonomy.AUTO, Duration.ofSeconds(60), 20, Duration.ofHours(1));

    private final Clock clock;
    private final Book book;
    private final Situation situation;
    private final Intake intake;
    private PlanExecutor executor;

    /** @param book the ledger, as far as it is read */
    public SimulatedReplica(Clock clock, Book book) {
        this.clock = clock;
        this.book = book;
        this.situation = new Situation(clock);
        this.intake = new Intake(book, clock, LIMITS.historyKept(), beat -> {}, (about, why) -> {
            throw new IllegalStateException(about + " could not be taken up", why);
        });
    }

    public static boolean callsForUndo(Verdict verdict) {
        return Undo.isCalledFor(verdict);
    }

    /** Of the plan that takes that one back. */
    public static String idOfUndo(String planId) {
        return Undo.idOf(planId);
    }

    /** Call once, when the ledger was taken over and the past is read. @param hands run what carries plans out */
    public void act(Cluster cluster, Tenure tenure, Executor hands, CrashPoints crashPoints) {
        Ledger ledger = new Ledger(tenure, book);
        executor = new PlanExecutor(
                LIMITS,
                situation,
                new Guard(GuardLimits.defaults(), () -> 0),
                cluster,
                ledger,
                new PlanRunner(ledger, cluster, clock, STEP_TIMEOUT, crashPoints),
                new PlanJournal(ledger, new RecordedNotices(), clock),
                clock,
                hands,
                crashPoints,
                move -> {});
        intake.takeUp(executor);
    }

    public void onState(TargetState state) {
        situation.onState(state);
    }

    public void onIncident(Incident incident) {
        situation.onIncident(incident);
    }

    public void onFollowed(String cluster) {
        situation.onFollowed(cluster, clock.instant());
    }

    public void onSamples(SampleBatch batch) {
        situation.onSamples(batch);
    }

    public void onDecision(Decision decision) {
        intake.onDecision(decision);
    }

    public void onCommand(Command command) {
        intake.onCommand(command);
    }

    public void tick() {
        executor.tick();
    }
}
