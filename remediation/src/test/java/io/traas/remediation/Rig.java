package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Irregularity;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.testing.Crash;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.InMemoryLedger;
import io.traas.remediation.testing.RecordedNotices;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * One life of the executor over a ledger and a cluster that outlive it. Work is done at once on the caller's thread and
 * time passes when told to.
 */
final class Rig {

    private final ExecutorLimits limits;
    final TestClock clock;
    final InMemoryLedger store;
    final FakeCluster cluster;
    final RecordedNotices notices = new RecordedNotices();
    final Situation situation;
    final Tenure tenure;
    final PlanExecutor executor;
    final Book book = new Book();
    final List<Irregularity> irregularities = new ArrayList<>();
    private final Map<Target, long[]> counters = new HashMap<>();

    Rig() {
        this(new TestClock(Scene.NOON));
    }

    private Rig(TestClock clock) {
        this(clock, new InMemoryLedger(clock), new FakeCluster(), Autonomy.AUTO, Runnable::run);
    }

    Rig(TestClock clock, InMemoryLedger store, FakeCluster cluster, Autonomy ceiling, Executor hands) {
        this(
                clock,
                store,
                cluster,
                new ExecutorLimits(ceiling, Duration.ofMinutes(10), 10, Duration.ofHours(1)),
                hands);
    }

    static Rig with(ExecutorLimits limits) {
        TestClock clock = new TestClock(Scene.NOON);
        return new Rig(clock, new InMemoryLedger(clock), new FakeCluster(), limits, Runnable::run);
    }

    private Rig(TestClock clock, InMemoryLedger store, FakeCluster cluster, ExecutorLimits limits, Executor hands) {
        this.limits = limits;
        this.clock = clock;
        this.store = store;
        this.cluster = cluster;
        this.situation = new Situation(clock);
        this.tenure = store.open().takeOver("test", new LedgerLog.Reader() {
            @Override
            public void entry(LedgerEntry entry) {
                book.add(entry).ifPresent(irregularities::add);
            }

            @Override
            public void unreadable(String position, String why) {
                irregularities.add(new Irregularity(Irregularity.Kind.UNREADABLE, position, why));
            }
        });
        Ledger ledger = new Ledger(tenure, book);
        Cluster mine = cluster.under(this::requireHeld);
        this.executor = new PlanExecutor(
                limits,
                situation,
                new Guard(GuardLimits.defaults(), () -> 0),
                mine,
                ledger,
                new PlanRunner(ledger, mine, clock, Duration.ofSeconds(30), CrashPoints.none()),
                new PlanJournal(ledger, notices, clock),
                clock,
                hands,
                CrashPoints.none(),
                move -> {});
    }

    private void requireHeld() {
        if (!tenure.isHeld()) {
            throw new TenureLostException("another took over", null);
        }
    }

    /** The next life: the same ledger and cluster, nothing remembered. The one before may go on and find itself replaced. */
    Rig restarted() {
        return restarted(new Crash(0));
    }

    /** A next life that may end early as well. */
    Rig restarted(Crash crash) {
        store.beforeWrite = entry -> crash.boundary();
        store.afterWrite = entry -> crash.boundary();
        cluster.beforeEffect = crash::boundary;
        cluster.afterEffect = crash::boundary;
        cluster.aroundFence = crash::boundary;
        return new Rig(clock, store, cluster, limits, Runnable::run);
    }

    /** Everything is known and healthy but for the incident. */
    Rig knowing(Incident incident, TargetState... states) {
        situation.onIncident(incident);
        for (TargetState state : states) {
            situation.onState(state);
        }
        for (TargetState state : states) {
            scrape(state, 0);
        }
        return this;
    }

    /** Its cluster is followed, and one scrape of each pod of the workload, with 10 more requests, so many of them failed. */
    void scrape(TargetState state, int failed) {
        situation.onFollowed(state.target().cluster(), clock.instant());
        for (PodState pod : state.pods()) {
            int number = Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
            long[] counter = counters.computeIfAbsent(Scene.pod(state.target(), number), unused -> new long[2]);
            counter[0] += 10;
            counter[1] += failed;
            situation.onSamples(Scene.scrape(state.target(), number, clock.instant(), true, counter[0], counter[1]));
        }
    }

    void secondsPass(int seconds, TargetState state, int failedPerScrape) {
        for (int i = 0; i < seconds; i++) {
            clock.advance(Duration.ofSeconds(1));
            scrape(state, failedPerScrape);
            executor.tick();
        }
    }

    void decide(Decision decision) {
        executor.onDecision(decision);
    }

    /** All but the take-overs. */
    /** To what was asked last. */
    Command.Approve yes(String id, Instant at, String by, String why) {
        List<LedgerEntry.ApprovalAsked> asked = entries(LedgerEntry.ApprovalAsked.class);
        LedgerEntry.ApprovalAsked last = asked.get(asked.size() - 1);
        return new Command.Approve(id, at, by, why, last.planId(), last.planHash());
    }

    List<LedgerEntry> entries() {
        return store.entries().stream()
                .filter(entry -> !(entry instanceof LedgerEntry.TookOver))
                .toList();
    }

    <E extends LedgerEntry> List<E> entries(Class<E> type) {
        return entries().stream().filter(type::isInstance).map(type::cast).toList();
    }

    List<String> entryTypes() {
        return entries().stream().map(entry -> entry.getClass().getSimpleName()).toList();
    }
}
