package io.traas.remediation;

import io.traas.model.DeadLetter;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.TemporaryChanges;
import io.traas.remediation.audit.Checkpoints;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.failover.UnitWatch;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.GroupElection;
import io.traas.remediation.ledger.KafkaLedgerLog;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.LedgerLog;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.Tenure;
import io.traas.remediation.ledger.TenureLostException;
import io.traas.remediation.notify.Notices;
import io.traas.remediation.people.SwitchMemory;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a replica: it reads everything and keeps it at hand, is elected, takes the ledger over, settles what was
 * left open, and acts until it is closed or has to stand down. Nothing of a life is used again: after standing down the
 * next begins from the topics, as after a crash, so that there is one way to come back and it is always the same.
 *
 * <pre>
 * standing by -> elected -> taken over -> acting -> over
 * </pre>
 */
final class Replica implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);
    private static final Duration STANDBY_LOOK = Duration.ofMillis(100);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration RETRY = Duration.ofMillis(500);

    /** The way to the cluster that is healed. */
    @FunctionalInterface
    interface Reach {
        Cluster under(Mandate mandate, CrashPoints crashPoints);
    }

    /** What a replica needs of the process around it, which outlives it. */
    record Surroundings(
            RemediationConfig config,
            KafkaConnection kafka,
            Reach reach,
            TemporaryChanges temporaryChanges,
            Optional<UnitWatch.Units> units,
            SwitchMemory switchMemory,
            Publisher publisher,
            Notices notices,
            Clock clock,
            CrashPoints crashPoints) {}

    private final Surroundings around;
    private final Book book = new Book();
    private final Situation situation;
    private final Intake intake;
    private final ExecutorService hands;
    /** Of their own, so that a heartbeat tells of a pipeline that flows even while every hand is at work. */
    private final ExecutorService beats;

    private final Checkpoints checkpoints;
    private final LedgerLog log;
    private final GroupElection election;
    private final Hearing hearing;
    private final AtomicLong irregular = new AtomicLong();
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile Tenure tenure;
    private volatile Acting acting;

    Replica(Surroundings around) {
        this.around = around;
        RemediationConfig config = around.config();
        this.situation = new Situation(around.clock(), System::nanoTime);
        this.hands = Executors.newFixedThreadPool(config.parallelPlans(), this::hand);
        this.beats = Executors.newSingleThreadExecutor(task -> daemon(task, "remediation-beat"));
        this.intake =
                new Intake(book, around.clock(), config.limits().historyKept(), this::onHeartbeat, this::onFailed);
        this.checkpoints = new Checkpoints(config.audit(), around.publisher(), around.clock());
        Deque<Runnable> undoing = new ArrayDeque<>();
        try {
            this.log = new KafkaLedgerLog(
                    around.kafka(),
                    config.replica(),
                    config.ledgerTimeout(),
                    around.clock(),
                    around.crashPoints(),
                    checkpoints::moved);
            undoing.push(log::close);
            this.hearing = new Hearing(around, situation, intake);
            undoing.push(hearing::close);
            this.election = new GroupElection(around.kafka(), config.replica(), config.sessionTimeout());
        } catch (RuntimeException | Error e) { // Without a name server Kafka's clients cannot even be made.
            undoing.forEach(Runnable::run);
            beats.shutdownNow();
            throw e;
        }
    }

    /** Returns when it was closed or had to stand down, or can no longer hear; {@link #failure} tells of that. */
    void live() throws InterruptedException {
        if (!standBy()) {
            return;
        }
        Tenure mine = takeOver();
        if (mine == null) {
            return;
        }
        around.crashPoints().hit(CrashPoint.TAKEN_OVER);
        Acting begun = new Acting(around, situation, new Ledger(mine, book), this::requireActing, hands);
        acting = begun;
        intake.takeUp(begun.executor());
        begun.watchUnits();
        while (!closing.await(TICK.toMillis(), TimeUnit.MILLISECONDS)) {
            if (!isActing()) {
                LOG.atWarn()
                        .addKeyValue("epoch", mine.epoch())
                        .log(isDeaf() ? "standing down: deaf" : "standing down: another replica acts now, or may");
                return;
            }
            unstoppable("tick", begun.executor()::tick);
            unstoppable("stop switch", () -> recordSwitch(mine));
            unstoppable("audit", checkpoints::tick);
            begun.sweepNowAndThen();
        }
    }

    /** Reads along until it is elected and knows the past; false when it was closed before. */
    private boolean standBy() throws InterruptedException {
        while (!(election.isElected() && hearing.isCaughtUp())) {
            if (election.isLost() || isDeaf() || closing.await(STANDBY_LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
                return false;
            }
            unstoppable("reading the ledger", () -> log.readOn(toBook()));
        }
        return true;
    }

    /** @return null when it was closed, or lost the election, before it could */
    private Tenure takeOver() throws InterruptedException {
        while (election.isElected() && !isDeaf()) {
            try {
                tenure = log.takeOver(around.config().replica(), toBook());
                LOG.atInfo()
                        .addKeyValue("epoch", tenure.epoch())
                        .addKeyValue("replica", around.config().replica())
                        .log("taken over");
                return tenure;
            } catch (TenureLostException e) {
                LOG.atInfo().addKeyValue("reason", e.getMessage()).log("another replica was faster");
                return null;
            } catch (LedgerUnavailableException e) {
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("cannot take over yet");
            }
            if (closing.await(RETRY.toMillis(), TimeUnit.MILLISECONDS)) {
                return null;
            }
        }
        return null;
    }

    /** So that whoever deletes it has stopped the platform for good, not until something makes it anew. */
    private void recordSwitch(Tenure mine) {
        around.switchMemory().unrecorded().ifPresent(uid -> {
            LedgerEntry.SwitchSeen seen =
                    LedgerEntry.SwitchSeen.of(uid, around.clock().instant());
            mine.append(seen);
            remember(seen);
        });
    }

    private void remember(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.SwitchSeen seen) {
            around.switchMemory().remember(seen.uid(), seen.at());
        }
    }

    private void requireActing() {
        if (!isActing()) {
            throw new TenureLostException("this replica no longer acts", null);
        }
    }

    boolean isActing() {
        Tenure mine = tenure;
        return mine != null && mine.isHeld() && election.isElected() && !isDeaf();
    }

    /** Who hears of no decision, no command or no sample any more must not keep the seat. */
    private boolean isDeaf() {
        return !failure().isEmpty();
    }

    /** What this replica can no longer read, and why; empty while it hears everything. */
    String failure() {
        return hearing.failure();
    }

    private LedgerLog.Reader toBook() {
        return new LedgerLog.Reader() {
            @Override
            public void entry(LedgerEntry entry) {
                remember(entry);
                book.add(entry).ifPresent(wrong -> report(wrong.describe()));
            }

            @Override
            public void unreadable(String position, String why) {
                report("UNREADABLE at " + position + ": " + why);
            }
        };
    }

    private void report(String what) {
        irregular.incrementAndGet();
        LOG.atError().addKeyValue("irregularity", what).log("the ledger is irregular");
        deadLetter("remediation/ledger", "the ledger", what);
    }

    private void onHeartbeat(Decision decision) {
        beats.execute(() -> unstoppable("heartbeat", () -> {
            Tenure mine = tenure;
            if (mine != null && mine.isHeld()) {
                new Ledger(mine, book)
                        .note(Heartbeats.seen(decision, around.clock().instant()));
            }
        }));
    }

    private void onFailed(String about, RuntimeException why) {
        deadLetter("remediation/past", about, why.toString());
    }

    private void deadLetter(String source, String about, String why) {
        around.publisher()
                .publish(
                        Topics.DEAD_LETTERS,
                        new DeadLetter(source, about, why, around.clock().instant(), ""));
    }

    /** One round that throws must not end the life; the next one comes. */
    private static void unstoppable(String what, Runnable task) {
        try {
            task.run();
        } catch (TenureLostException e) {
            LOG.atInfo().addKeyValue("task", what).log("left to the replica that takes over");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("task", what).setCause(e).log("failed, is tried again");
        }
    }

    /** How many plans are in each phase; none while standing by. */
    Map<Cure.Phase, Long> counts() {
        Acting now = acting;
        return now == null ? new EnumMap<>(Cure.Phase.class) : now.executor().counts();
    }

    /** True once everything that was on the topics at its start has been read. */
    boolean isCaughtUp() {
        return hearing.isCaughtUp();
    }

    /** Empty while standing by. */
    Optional<Long> epoch() {
        return isActing() ? Optional.of(tenure.epoch()) : Optional.empty();
    }

    long irregularities() {
        return irregular.get();
    }

    Book book() {
        return book;
    }

    Optional<Instant> lastHeardAt() {
        return situation.lastHeardAt();
    }

    Map<String, Long> lag() {
        return hearing.lag();
    }

    /** A plan whose hand breaks off in the middle would wait for ever; the life that follows settles it. */
    private Thread hand(Runnable task) {
        Thread hand = daemon(task, "remediation-hand");
        hand.setUncaughtExceptionHandler((thread, error) -> {
            LOG.atError().setCause(error).log("a hand broke off, this life of the replica ends");
            stop();
        });
        return hand;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Ends {@link #live} soon. */
    void stop() {
        closing.countDown();
    }

    /** Lets what is under way get its result written, then leaves the ledger and the election to the next. */
    @Override
    public void close() {
        stop();
        try {
            finish();
        } finally { // A seat that is kept by nobody would keep everybody from acting.
            election.close();
            log.close();
        }
    }

    private void finish() {
        if (acting != null) {
            acting.close();
        }
        hearing.close();
        beats.shutdownNow();
        hands.shutdown();
        try {
            // A call that is under way gets its result written; a longer one is settled by whoever takes over.
            if (!hands.awaitTermination(around.config().ledgerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                hands.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (tenure != null) {
            tenure.close();
            unstoppable("audit", checkpoints::publish);
        }
    }
}
