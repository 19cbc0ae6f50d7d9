package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.TargetState;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.wire.Topics;
import io.traas.remediation.act.Step;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.failover.FakeUnits;
import io.traas.remediation.failover.UnitWatch;
import io.traas.remediation.ledger.KafkaLedgerLog;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.people.SwitchMemory;
import io.traas.remediation.testing.FakeCluster;
import io.traas.remediation.testing.RecordedNotices;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestBroker;
import io.traas.remediation.testing.TestClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two replicas on a real broker: who acts, and what becomes of the work when that one is cut off, held up or closed. */
class ReplicaTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT_SESSION = Duration.ofSeconds(2);
    private static final TargetState CART =
            Scene.state(Scene.CART, 3, 3, Autonomy.AUTO).followed(Scene.NOON);
    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, Scene.CART, FailureClass.ERRORS, Scene.errors(Scene.CART, 0.5));
    private static final RemediationPlan PLAN =
            Scene.plan("bad-release", 1, new Action.RollBack(Scene.CART, 2, 1), new Action.Scale(Scene.CART, 3, 4));
    private static final Decision DECISION = Scene.decision(new Decision.Act(PLAN), INCIDENT, CART);

    @TempDir
    private static Path directory;

    private static TestBroker broker;

    private final FakeCluster cluster = new FakeCluster();
    private final TestClock clock = new TestClock(Scene.NOON);
    private final List<Running> running = new ArrayList<>();
    private Optional<UnitWatch.Units> units = Optional.empty();
    private KafkaPublisher stages;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = new TestBroker(directory);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void writeThePast() throws Exception {
        broker.network().mend();
        broker.freshTopics();
        stages = new KafkaPublisher(broker.connection(), "stages");
        stages.publish(Topics.TARGETS, CART).join();
        stages.publish(Topics.INCIDENTS, INCIDENT).join();
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Running one : running) {
            one.replica.stop();
            one.thread.join();
        }
        stages.close();
    }

    @Test
    void oneActsAndItsGracefulEndHandsOverAtOnce() {
        Replica first = start(broker.connection(), Duration.ofSeconds(30));
        awaitActing(first);
        Replica second = start(broker.connection(), Duration.ofSeconds(30));
        await().atMost(LONG).until(second::isCaughtUp);
        assertThat(second.isActing()).isFalse();

        long epoch = first.epoch().orElseThrow();
        long before = System.nanoTime();
        first.stop();
        awaitActing(second);

        // Far less than a session: nobody had to be missed first.
        assertThat(Duration.ofNanos(System.nanoTime() - before)).isLessThan(Duration.ofSeconds(15));
        assertThat(first.isActing()).isFalse();
        assertThat(second.epoch().orElseThrow()).isGreaterThan(epoch);
    }

    @Test
    void whoIsCutOffStandsDownAndIsReplacedWithinTenSecondsAndWhatWasDecidedMeanwhileIsDone() {
        Replica first = start(broker.fragileConnection(), Duration.ofSeconds(6));
        awaitActing(first);
        Replica second = start(broker.connection(), Duration.ofSeconds(6));
        await().atMost(LONG).until(second::isCaughtUp);

        scrapeUntilHeardBy(second);
        long before = System.nanoTime();
        broker.network().cut();
        stages.publish(Topics.DECISIONS, DECISION).join();
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(() -> {
            boolean both = first.isActing() && second.isActing();
            assertThat(both).as("both act").isFalse();
            return second.isActing();
        });
        Duration takeOver = Duration.ofNanos(System.nanoTime() - before);

        assertThat(takeOver).isLessThan(Duration.ofSeconds(10));
        await().atMost(LONG).until(() -> cluster.effects().size() == 2);
    }

    @Test
    void aCallHeldUpBetweenCheckAndSendComesTooLateAndEachStepIsDoneOnce() throws InterruptedException {
        CountDownLatch onItsWay = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        AtomicBoolean isFirst = new AtomicBoolean(true);
        cluster.beforeEffect = () -> {
            if (isFirst.getAndSet(false)) {
                onItsWay.countDown();
                awaitQuietly(woken);
            }
        };
        Replica first = start(broker.fragileConnection(), SHORT_SESSION);
        awaitActing(first);
        scrapeUntilHeardBy(first);
        stages.publish(Topics.DECISIONS, DECISION).join();
        assertThat(onItsWay.await(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();

        Replica second = start(broker.connection(), SHORT_SESSION);
        await().atMost(LONG).until(second::isCaughtUp);
        scrapeUntilHeardBy(second);
        broker.network().cut();
        awaitActing(second);
        await().atMost(LONG).until(() -> cluster.effects().size() == 2);
        woken.countDown();
        running.get(0).thread.join();

        assertThat(cluster.effects())
                .extracting(Step::epoch)
                .containsOnly(second.epoch().orElseThrow());
        assertThat(cluster.effects()).extracting(Step::idempotencyKey).doesNotHaveDuplicates();
        List<LedgerEntry> entries = ledger();
        assertThat(entries).filteredOn(LedgerEntry.Intent.class::isInstance).hasSize(2);
        assertThat(entries).filteredOn(LedgerEntry.Result.class::isInstance).hasSize(2);
    }

    @Test
    void theOneThatActsMovesALostUnitWithTheLedgerAsItsJournal() throws InterruptedException {
        FakeUnits world = new FakeUnits();
        world.lose("a1", "a2");
        units = Optional.of(new UnitWatch.Units(FakeUnits.TOPOLOGY, world));
        Replica replica = start(broker.connection(), Duration.ofSeconds(30));
        awaitActing(replica);

        await().atMost(LONG).until(() -> {
            clock.advance(Duration.ofMillis(500)); // The lease of the lost leader runs out.
            return moves().contains("COMPLETED");
        });
        replica.stop();
        running.get(0).thread.join();

        assertThat(world.writers()).containsExactly("b1");
        assertThat(moves()).startsWith("CONFIRM_DEAD", "FENCE").endsWith("HOLD_OLD_SOURCE", "COMPLETED");
        assertThat(replica.irregularities()).isZero();
    }

    @Test
    void theOneThatActsMovesAUnitOnAPersonsWordOnceAndTellsWhose() throws InterruptedException {
        FakeUnits world = new FakeUnits();
        units = Optional.of(new UnitWatch.Units(FakeUnits.TOPOLOGY, world));
        Command.SwitchOver order =
                new Command.SwitchOver("move-u1", clock.instant(), "ann", "a1 gets new disks", FakeUnits.UNIT, "b1");
        Replica replica = start(broker.connection(), Duration.ofSeconds(30));
        awaitActing(replica);
        stages.publish(Topics.COMMANDS, order).join();
        stages.publish(Topics.COMMANDS, order).join();
        await().atMost(LONG).until(() -> moves().contains("COMPLETED"));
        replica.stop();
        running.get(0).thread.join();

        assertThat(world.writers()).containsExactly("b1");
        assertThat(moves()).startsWith("PRECHECK", "FREEZE_SOURCE").endsWith("REVERSE_REPLICATION", "COMPLETED");
        assertThat(moves()).filteredOn("PRECHECK"::equals).hasSize(1);
        assertThat(ledger())
                .filteredOn(LedgerEntry.Commanded.class::isInstance)
                .extracting(entry -> ((LedgerEntry.Commanded) entry).command())
                .containsExactly(order);
    }

    /** The steps of moves on the ledger, and how they ended. */
    private static List<String> moves() {
        return ledger().stream()
                .filter(LedgerEntry.MoveStep.class::isInstance)
                .map(LedgerEntry.MoveStep.class::cast)
                .map(entry -> entry.isOver() ? entry.result() : entry.step())
                .toList();
    }

    private record Running(Replica replica, Thread thread) {}

    private Replica start(KafkaConnection kafka, Duration session) {
        KafkaPublisher own = new KafkaPublisher(kafka, "remediation");
        Replica replica = new Replica(new Replica.Surroundings(
                OnBroker.config("replica-" + running.size(), session),
                kafka,
                (mandate, crashPoints) -> cluster.under(mandate),
                (namespaces, now) -> List.of(),
                units,
                new SwitchMemory(),
                own,
                new RecordedNotices(),
                clock,
                CrashPoints.none()));
        Thread thread = new Thread(() -> {
            try (own;
                    replica) {
                replica.live();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.start();
        running.add(new Running(replica, thread));
        return replica;
    }

    private static void awaitActing(Replica replica) {
        await().atMost(LONG).pollInterval(Duration.ofMillis(20)).until(replica::isActing);
    }

    /** All pods answer, so that the guard has something to go by; what was written before it reads is not for it. */
    private void scrapeUntilHeardBy(Replica replica) {
        await().atMost(LONG).until(() -> {
            for (int pod = 1; pod <= 3; pod++) {
                stages.publish(Topics.METRICS, Scene.scrape(Scene.CART, pod, clock.instant(), true, 10, 5))
                        .join();
            }
            return replica.lastHeardAt().isPresent();
        });
    }

    private static List<LedgerEntry> ledger() {
        List<LedgerEntry> entries = new ArrayList<>();
        try (LedgerLog log = new KafkaLedgerLog(
                broker.connection(), "test", Duration.ofSeconds(20), new TestClock(Scene.NOON), CrashPoints.none())) {
            log.readOn(new LedgerLog.Reader() {
                @Override
                public void entry(LedgerEntry entry) {
                    entries.add(entry);
                }

                @Override
                public void unreadable(String position, String why) {
                    throw new AssertionError(position + ": " + why);
                }
            });
        }
        return entries;
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(LONG.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
