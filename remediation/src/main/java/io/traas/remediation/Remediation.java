package io.traas.remediation;

import io.micrometer.core.instrument.MeterRegistry;
import io.traas.model.Autonomy;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.Publisher;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.EnabledActions;
import io.traas.remediation.act.Gate;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.alert.AlertActions;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.crash.DrilledCrash;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.kubernetes.ClusterConnection;
import io.traas.remediation.notify.Notices;
import io.traas.remediation.notify.Webhook;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The act and verify stage, mounted on its topics: one replica of several, of which one acts. It lives one {@link
 * Replica} after the other. The flow of a plan is in {@link PlanExecutor}.
 */
public final class Remediation implements Stage {

    private static final Logger LOG = LoggerFactory.getLogger(Remediation.class);
    private static final Duration BETWEEN_LIVES = Duration.ofMillis(200);
    private static final Duration SWITCH_LOOK = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final Clock clock = Clock.systemUTC();
    private final RemediationConfig config;
    private final ClusterConnection connection;
    private final Publisher publisher;
    private final Notices notices;
    private final Replica.Surroundings around;
    private final ScheduledExecutorService switchLooks;
    private final Thread lives;

    private volatile Replica replica;
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
        this.notices = config.webhook()
                .<Notices>map(address -> new Webhook(address, config.webhookRetry(), publisher, clock))
                .orElseGet(Notices::none);
        this.around = new Replica.Surroundings(
                config,
                kafka,
                this::handUnder,
                connection.cluster(),
                config.units(),
                connection.switchMemory(),
                publisher,
                notices,
                clock,
                DrilledCrash.fromSystemProperty());
        this.replica = new Replica(around);
        this.switchLooks = Executors.newSingleThreadScheduledExecutor(task -> daemon(task, "remediation-switch"));
        this.lives = daemon(this::liveOnAndOn, "remediation-replica");
        StageMetrics.bind(metrics, () -> replica.counts(), notices);
        if (config.limits().ceiling() != Autonomy.OBSERVE) {
            switchLooks.execute(connection.cluster()::warmUp);
        }
        switchLooks.scheduleWithFixedDelay(this::lookAtSwitch, 0, SWITCH_LOOK.toMillis(), TimeUnit.MILLISECONDS);
        lives.start();
    }

    private Cluster handUnder(Mandate mandate, CrashPoints crashPoints) {
        Cluster cluster = connection.cluster().under(mandate, crashPoints);
        Cluster beside = new AlertActions(
                cluster,
                config.alertmanager(),
                config.messages(),
                config.access().timeout(),
                new Gate(cluster::stopSwitch, mandate, crashPoints, clock),
                clock);
        return new EnabledActions(beside, config.actions());
    }

    private void liveOnAndOn() {
        try {
            while (true) {
                try (Replica life = replica) {
                    life.live();
                } catch (RuntimeException | Error e) { // Without a next life nothing would act here again.
                    LOG.atError().setCause(e).log("the replica broke off, the next begins");
                }
                if (closing) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LIVES.toMillis());
                replica = new Replica(around);
                if (closing) {
                    replica.stop(); // Whoever closed the stage did not know of it.
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** For health only: before every write it is read anew. */
    private void lookAtSwitch() {
        try {
            lastSeenSwitch = connection.cluster().stopSwitch();
        } catch (RuntimeException e) {
            lastSeenSwitch = SwitchState.unreadable(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public String name() {
        return "remediation";
    }

    @Override
    public StageHealth health() {
        Replica now = replica;
        Map<String, String> facts = new TreeMap<>();
        Map<Cure.Phase, Long> counts = now.counts();
        facts.put("autonomy", config.limits().ceiling().name());
        facts.put("stopSwitch", lastSeenSwitch.position().name());
        facts.put("plansAsked", Long.toString(counts.getOrDefault(Cure.Phase.ASKED, 0L)));
        facts.put("plansWaiting", Long.toString(counts.getOrDefault(Cure.Phase.WAITING, 0L)));
        facts.put("plansActing", Long.toString(counts.getOrDefault(Cure.Phase.ACTING, 0L)));
        facts.put("plansVerifying", Long.toString(counts.getOrDefault(Cure.Phase.VERIFYING, 0L)));
        facts.put("webhookFailures", Long.toString(notices.failures()));
        facts.put("role", now.epoch().map(epoch -> "acting, epoch " + epoch).orElse("standing by"));
        facts.put("ledgerIrregularities", Long.toString(now.irregularities()));
        now.book().lastHeartbeat().ifPresent(beat -> {
            facts.put("heartbeatAt", beat.at().toString());
            facts.put("heartbeatSequence", Long.toString(beat.sequence()));
        });
        now.lastHeardAt().ifPresent(at -> facts.put("lastSampleAt", at.toString()));
        now.lag().forEach((partition, lag) -> facts.put("lag." + partition, Long.toString(lag)));
        List<String> missing = missing(now);
        return new StageHealth(
                name(),
                missing.isEmpty() ? StageHealth.Status.UP : StageHealth.Status.DEGRADED,
                missing.isEmpty() ? now.epoch().isPresent() ? "ready" : "standing by" : String.join("; ", missing),
                facts);
    }

    private List<String> missing(Replica now) {
        List<String> missing = new ArrayList<>();
        if (!now.isCaughtUp()) {
            missing.add("still reading the topics");
        }
        if (now.irregularities() > 0) {
            missing.add("the ledger has " + now.irregularities() + " irregular entries, see the dead letters");
        }
        boolean acting = config.limits().ceiling() != Autonomy.OBSERVE;
        if (acting && lastSeenSwitch.position() == SwitchState.Position.UNREADABLE) {
            missing.add(lastSeenSwitch.describe());
        }
        Instant heard = now.lastHeardAt().orElse(Instant.EPOCH);
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
        switchLooks.shutdownNow();
        replica.stop();
        try {
            lives.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        notices.close();
        publisher.close();
        connection.close();
    }
}
