package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.SampleBatch;
import io.traas.model.TargetState;
import io.traas.model.kafka.Publisher;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.testing.RecordedNotices;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executor;

/** One reign of the executor as the stage mounts it, with everything around it handed in: for the simulator. */
public final class SimulatedReplica {

    private final Situation situation;
    private final PlanExecutor executor;
    private final Intake intake;
    private final Book book;

    /**
     * @param book the ledger as read so far
     * @param ledger where entries are published
     * @param hands runs what carries plans out
     */
    public SimulatedReplica(
            Clock clock,
            Book book,
            Publisher ledger,
            Cluster cluster,
            long epoch,
            Duration stepTimeout,
            Executor hands) {
        this.situation = new Situation(clock);
        this.book = book;
        Ledger writing = new Ledger(ledger, Duration.ofSeconds(5), book);
        this.executor = new PlanExecutor(
                new ExecutorLimits(Autonomy.AUTO, Duration.ofSeconds(60), 20, Duration.ofHours(1)),
                situation,
                new Guard(GuardLimits.defaults()),
                cluster,
                writing,
                new PlanRunner(writing, cluster, clock, epoch, stepTimeout),
                new PlanJournal(writing, new RecordedNotices(), clock),
                clock,
                hands);
        this.intake = new Intake(executor, beat -> {}, (about, why) -> {
            throw new IllegalStateException(about + " could not be taken up", why);
        });
    }

    public void onState(TargetState state) {
        situation.onState(state);
    }

    public void onIncident(Incident incident) {
        situation.onIncident(incident);
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

    /** Call once, after everything of the past was handed in. */
    public void takeUpPast() {
        intake.takeUpPast();
    }

    public void tick() {
        executor.tick();
    }

    public Book book() {
        return book;
    }
}
