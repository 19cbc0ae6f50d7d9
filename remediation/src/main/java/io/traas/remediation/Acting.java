package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.ExpirySweeper;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.failover.UnitWatch;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.ledger.Ledger;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;

/**
 * What a replica has only while it acts: a way to the cluster and to the units, under its tenure, and whatever carries
 * plans, ends and moves out by it.
 */
final class Acting implements AutoCloseable {

    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(15);

    private final Replica.Surroundings around;
    private final Ledger ledger;
    private final Mandate mandate;
    private final Cluster cluster;
    private final PlanExecutor executor;
    private final ExpirySweeper sweeper;
    private final Optional<UnitWatch> unitWatch;
    private Instant nextSweep = Instant.EPOCH;

    /** @param mandate throws once the replica no longer acts; @param hands run what carries plans out */
    Acting(Replica.Surroundings around, Situation situation, Ledger ledger, Mandate mandate, Executor hands) {
        RemediationConfig config = around.config();
        this.around = around;
        this.ledger = ledger;
        this.mandate = mandate;
        this.cluster = around.reach().under(mandate, around.crashPoints());
        PlanRunner runner = new PlanRunner(ledger, cluster, around.clock(), config.stepTimeout(), around.crashPoints());
        this.unitWatch = around.units().map(units -> watchOf(units, ledger));
        this.sweeper = new ExpirySweeper(
                around.temporaryChanges(),
                runner,
                () -> config.guard().borders().unprotected(situation.namespaces()),
                around.clock());
        this.executor = new PlanExecutor(
                config.limits(),
                situation,
                new Guard(config.guard(), System::nanoTime),
                cluster,
                ledger,
                runner,
                new PlanJournal(ledger, around.notices(), around.clock()),
                around.clock(),
                hands,
                around.crashPoints(),
                this::order);
    }

    private UnitWatch watchOf(UnitWatch.Units units, Ledger ledger) {
        RemediationConfig config = around.config();
        return new UnitWatch(
                units,
                ledger,
                new UnitWatch.Limits(
                        config.limits().ceiling(), config.guard().borders().freezes()),
                this::mayMove,
                around.notices(),
                around.clock(),
                time -> Thread.sleep(time.toMillis()));
    }

    private boolean mayMove() {
        mandate.require();
        return UnitWatch.isAllowedBy(cluster.stopSwitch());
    }

    private void order(Command.SwitchOver move) {
        unitWatch.ifPresentOrElse(
                watch -> watch.order(move),
                () -> UnitWatch.refuse(move, ledger, around.clock().instant()));
    }

    PlanExecutor executor() {
        return executor;
    }

    /** Call once the past has been taken up. */
    void watchUnits() {
        unitWatch.ifPresent(UnitWatch::start);
    }

    /** Now and then true, unless the platform only observes. For one thread. */
    boolean sweepIsDue() {
        Instant now = around.clock().instant();
        if (now.isBefore(nextSweep) || around.config().limits().ceiling() == Autonomy.OBSERVE) {
            return false;
        }
        nextSweep = now.plus(BETWEEN_SWEEPS);
        return true;
    }

    void sweep() {
        sweeper.sweep();
    }

    /** Plans are left to the hands, which finish or are settled by whoever takes over. */
    @Override
    public void close() {
        unitWatch.ifPresent(UnitWatch::close);
    }
}
