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
import io.traas.remediation.ledger.TenureLostException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a replica has only while it acts: a way to the cluster and to the units, under its tenure, and whatever carries
 * plans, ends and moves out by it.
 */
final class Acting implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Acting.class);
    private static final Duration BETWEEN_SWEEPS = Duration.ofSeconds(15);

    private final Replica.Surroundings around;
    private final Ledger ledger;
    private final Mandate mandate;
    private final Cluster cluster;
    private final PlanExecutor executor;
    private final ExpirySweeper sweeper;
    private final Optional<UnitWatch> unitWatch;
    private final ExecutorService sweeps = Executors.newSingleThreadExecutor(Acting::daemon);
    private final AtomicBoolean sweeping = new AtomicBoolean();
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
                ledger,
                runner,
                around.notices(),
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

    /**
     * Call often: now and then looks for temporary changes that are over, unless the platform only observes. One look at a
     * time, and not by the hands: in a large cluster it takes longer than plans may wait. For one thread.
     */
    void sweepNowAndThen() {
        Instant now = around.clock().instant();
        boolean due = !now.isBefore(nextSweep) && around.config().limits().ceiling() != Autonomy.OBSERVE;
        if (due && sweeping.compareAndSet(false, true)) {
            nextSweep = now.plus(BETWEEN_SWEEPS);
            sweeps.execute(this::sweep);
        }
    }

    private void sweep() {
        try {
            sweeper.sweep();
        } catch (TenureLostException e) {
            LOG.atInfo().log("temporary changes are left to the replica that takes over");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("temporary changes were not all looked at, is tried again");
        } finally {
            sweeping.set(false);
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "remediation-sweep");
        thread.setDaemon(true);
        return thread;
    }

    /** Plans are left to the hands, which finish or are settled by whoever takes over. */
    @Override
    public void close() {
        sweeps.shutdown();
        unitWatch.ifPresent(UnitWatch::close);
    }
}
