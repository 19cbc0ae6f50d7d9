package io.traas.remediation;

import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.Autonomy;
import io.traas.model.DeadLetter;
import io.traas.model.Decision;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.kafka.TopicReader;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.ExpirySweeper;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.alert.AlertActions;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.kubernetes.ClusterConnection;
import io.traas.remediation.kubernetes.KubernetesCluster;
import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.notify.Notices;
import io.traas.remediation.notify.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The act and verify stage, mounted on its topics. Everything it knows is read again from the topics at each start;
 * nothing is acted on before the past has been read and what was left open in it is settled. The flow of a plan is in
 * {@link PlanExecutor}.
 */
public final class Remediation implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Remediation.class);
    private static final Duration TICK = Duration.ofMillis(250);
    private static final Duration SWITCH_LOOK = Duration.ofSeconds(5);
    private static final Duration EXPIRY_LOOK = Duration.ofSeconds(15);
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final Clock clock = Clock.systemUTC();
    private final RemediationConfig config;
    private final ClusterConnection connection;
    private final Publisher publisher;
    private final ExecutorService hands;
    private final ScheduledExecutorService ticks;
    /** Of their own, so that a heartbeat tells of a pipeline that flows even while every hand is at work. */
    private final ExecutorService beats;

    private final Situation situation;
    private final Ledger ledger;
    private final Notices notices;
    private final KubernetesCluster cluster;
    private final PlanExecutor executor;
    private final ExpirySweeper sweeper;
    private final TopicReader events;
    private final TopicReader samples;

    private final Intake intake;
    private volatile SwitchState lastSeenSwitch = SwitchState.unreadable("not read yet");
    private volatile boolean closing;

    public static Remediation start(Settings settings, MeterRegistry metrics) throws InterruptedException {
        RemediationConfig config = RemediationConfig.from(settings);
        KafkaConnection kafka = KafkaConnection.from(settings);
        ClusterConnection connection = config.access().open(config.namespace(), Clock.systemUTC());
        TopicAdmin.ensure(kafka, Topics.ALL);
        return new Remediation(config, kafka, connection, metrics);
    }

    private Remediation(
            RemediationConfig config, KafkaConnection kafka, ClusterConnection connection, MeterRegistry metrics) {
        this.config = config;
        this.connection = connection;
        this.publisher = new KafkaPublisher(kafka, "traas-remediation");
        this.hands = Executors.newFixedThreadPool(config.parallelPlans(), task -> daemon(task, "remediation-hand"));
        this.ticks = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "remediation-tick"));
        this.beats = Executors.newSingleThreadExecutor(task -> daemon(task, "remediation-beat"));
        this.situation = new Situation(clock);
        this.ledger = new Ledger(publisher, config.ledgerTimeout(), new Book());
        this.notices = config.webhook()
                .<Notices>map(address -> new Webhook(address, config.webhookRetry(), publisher, clock))
                .orElseGet(Notices::none);
        this.cluster = connection.cluster();
        // The start instant is the epoch: larger than that of any executor before. An election comes with replicas.
        long epoch = clock.millis();
        Cluster hand = new AlertActions(
                cluster,
                config.alertmanager(),
                config.messages(),
                config.access().timeout(),
                clock);
        PlanRunner runner = new PlanRunner(ledger, hand, clock, epoch, config.stepTimeout());
        this.sweeper = new ExpirySweeper(cluster, runner, situation::namespaces, clock);
        this.executor = new PlanExecutor(
                config.limits(),
                situation,
                new Guard(config.guard()),
                hand,
                ledger,
                runner,
                new PlanJournal(ledger, notices, clock),
                clock,
                hands);
        this.intake = new Intake(executor, this::onHeartbeat, this::onFailed);
        StageMetrics.bind(metrics, executor, notices);
        this.events = TopicReader.replaying(kafka, "traas-remediation", publisher, clock, eventRoutes());
        this.samples = TopicReader.replaying(
                kafka,
                "traas-remediation-samples",
                publisher,
                clock,
                List.of(Route.fromEnd(Topics.METRICS, situation::onSamples)));
        ticks.execute(this::begin);
    }

    private List<Route<?>> eventRoutes() {
        return List.of(
                Route.fromBeginning(Topics.TARGETS, situation::onState),
                Route.fromBeginning(Topics.INCIDENTS, situation::onIncident),
                Route.fromBeginning(Topics.CHANGES, situation::onChange),
                Route.fromBeginning(Topics.DETECTORS, situation::onSpec),
                Route.fromBeginning(Topics.LEDGER, ledger.book()::add),
                Route.fromBeginning(Topics.COMMANDS, intake::onCommand),
                Route.fromBeginning(Topics.DECISIONS, intake::onDecision));
    }

    /** Reads the past, settles it, then lets the present in. */
    private void begin() {
        try {
            unstoppable("stop switch", this::lookAtSwitch).run();
            if (config.limits().ceiling() != Autonomy.OBSERVE) {
                hands.execute(cluster::warmUp);
            }
            while (!closing && !events.awaitCaughtUp(Duration.ofMillis(500))) {
                LOG.atDebug().log("reading the topics from the beginning");
            }
            intake.takeUpPast();
            ticks.scheduleWithFixedDelay(
                    unstoppable("tick", executor::tick), TICK.toMillis(), TICK.toMillis(), TimeUnit.MILLISECONDS);
            ticks.scheduleWithFixedDelay(
                    unstoppable("stop switch", this::lookAtSwitch),
                    SWITCH_LOOK.toMillis(),
                    SWITCH_LOOK.toMillis(),
                    TimeUnit.MILLISECONDS);
            if (config.limits().ceiling() != Autonomy.OBSERVE) {
                ticks.scheduleWithFixedDelay(
                        () -> hands.execute(unstoppable("expiry", sweeper::sweep)),
                        EXPIRY_LOOK.toMillis(),
                        EXPIRY_LOOK.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void onHeartbeat(Decision decision) {
        beats.execute(() -> ledger.note(Heartbeats.seen(decision, clock.instant())));
    }

    private void onFailed(String about, RuntimeException why) {
        publisher.publish(
                Topics.DEAD_LETTERS, new DeadLetter("remediation/past", about, why.toString(), clock.instant(), ""));
    }

    /** A scheduled task that throws is never run again; the next one must come. */
    private static Runnable unstoppable(String what, Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                LOG.atError().addKeyValue("task", what).setCause(e).log("failed, is tried again");
            }
        };
    }

    /** For health only: before every write it is read anew. */
    private void lookAtSwitch() {
        lastSeenSwitch = cluster.stopSwitch();
    }

    @Override
    public String name() {
        return "remediation";
    }

    @Override
    public StageHealth health() {
        Map<String, String> facts = new TreeMap<>();
        Map<Cure.Phase, Long> counts = executor.counts();
        facts.put("autonomy", config.limits().ceiling().name());
        facts.put("stopSwitch", lastSeenSwitch.position().name());
        facts.put("plansAsked", Long.toString(counts.get(Cure.Phase.ASKED)));
        facts.put("plansWaiting", Long.toString(counts.get(Cure.Phase.WAITING)));
        facts.put("plansActing", Long.toString(counts.get(Cure.Phase.ACTING)));
        facts.put("plansVerifying", Long.toString(counts.get(Cure.Phase.VERIFYING)));
        facts.put("webhookFailures", Long.toString(notices.failures()));
        ledger.book().lastHeartbeat().ifPresent(beat -> {
            facts.put("heartbeatAt", beat.at().toString());
            facts.put("heartbeatSequence", Long.toString(beat.sequence()));
        });
        situation.lastHeardAt().ifPresent(at -> facts.put("lastSampleAt", at.toString()));
        events.lag().forEach((partition, lag) -> facts.put("lag." + partition, Long.toString(lag)));
        samples.lag().forEach((partition, lag) -> facts.put("lag." + partition, Long.toString(lag)));
        List<String> missing = missing();
        return new StageHealth(
                name(),
                missing.isEmpty() ? StageHealth.Status.UP : StageHealth.Status.DEGRADED,
                missing.isEmpty() ? "ready" : String.join("; ", missing),
                facts);
    }

    private List<String> missing() {
        List<String> missing = new ArrayList<>();
        if (!events.isCaughtUp() || !intake.isReady()) {
            missing.add("still reading the topics");
        }
        boolean acting = config.limits().ceiling() != Autonomy.OBSERVE;
        if (acting && lastSeenSwitch.position() == SwitchState.Position.UNREADABLE) {
            missing.add(lastSeenSwitch.describe());
        }
        Instant heard = situation.lastHeardAt().orElse(Instant.EPOCH);
        if (Duration.between(heard, clock.instant()).compareTo(QUIET) > 0) {
            missing.add("no samples for " + QUIET.toSeconds() + " s");
        }
        return missing;
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        closing = true;
        ticks.shutdownNow();
        events.close();
        samples.close();
        beats.shutdownNow();
        hands.shutdown();
        try {
            // A call that is under way gets its result written; a longer one is settled at the next start.
            if (!hands.awaitTermination(config.ledgerTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                hands.shutdownNow();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        notices.close();
        publisher.close();
        connection.close();
    }
}
