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
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The act and verify stage, mounted on its topics: one replica of several, of which one acts. It lives one {@link
 * Replica} after the other, in {@link Lives}. The flow of a plan is in {@link PlanExecutor}.
 */
public final class Remediation implements Stage {

    private static final Duration SWITCH_LOOK = Duration.ofSeconds(5);
    private static final Duration QUIET = Duration.ofSeconds(60);

    private final Clock clock = Clock.systemUTC();
    private final RemediationConfig config;
    private final ClusterConnection connection;
    private final Publisher publisher;
    private final Notices notices;
    private final ScheduledExecutorService switchLooks;
    private final Lives lives;

    private volatile SwitchState lastSeenSwitch = SwitchState.unreadable("not read yet");

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
        Replica.Surroundings around = new Replica.Surroundings(
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
        this.switchLooks = Executors.newSingleThreadScheduledExecutor(Remediation::switchLook);
        this.lives = new Lives(() -> new Replica(around));
        StageMetrics.bind(metrics, () -> lives.current().map(Replica::counts).orElse(Map.of()), notices);
        if (config.limits().ceiling() != Autonomy.OBSERVE) {
            switchLooks.execute(connection.cluster()::warmUp);
        }
        switchLooks.scheduleWithFixedDelay(this::lookAtSwitch, 0, SWITCH_LOOK.toMillis(), TimeUnit.MILLISECONDS);
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
        Optional<Replica> now = lives.current();
        Map<String, String> facts = new TreeMap<>();
        facts.put("autonomy", config.limits().ceiling().name());
        facts.put("stopSwitch", lastSeenSwitch.position().name());
        facts.put("webhookFailures", Long.toString(notices.failures()));
        facts.put("role", now.map(Remediation::role).orElse("none"));
        now.ifPresent(replica -> describe(replica, facts));
        List<String> missing = missing(now);
        return new StageHealth(
                name(),
                missing.isEmpty() ? StageHealth.Status.UP : StageHealth.Status.DEGRADED,
                missing.isEmpty()
                        ? now.flatMap(Replica::epoch).isPresent() ? "ready" : "standing by"
                        : String.join("; ", missing),
                facts);
    }

    private static String role(Replica now) {
        return now.epoch().map(epoch -> "acting, epoch " + epoch).orElse("standing by");
    }

    private static void describe(Replica now, Map<String, String> facts) {
        Map<Cure.Phase, Long> counts = now.counts();
        facts.put("plansAsked", Long.toString(counts.getOrDefault(Cure.Phase.ASKED, 0L)));
        facts.put("plansWaiting", Long.toString(counts.getOrDefault(Cure.Phase.WAITING, 0L)));
        facts.put("plansActing", Long.toString(counts.getOrDefault(Cure.Phase.ACTING, 0L)));
        facts.put("plansVerifying", Long.toString(counts.getOrDefault(Cure.Phase.VERIFYING, 0L)));
        facts.put("ledgerIrregularities", Long.toString(now.irregularities()));
        now.book().lastHeartbeat().ifPresent(beat -> {
            facts.put("heartbeatAt", beat.at().toString());
            facts.put("heartbeatSequence", Long.toString(beat.sequence()));
        });
        now.lastHeardAt().ifPresent(at -> facts.put("lastSampleAt", at.toString()));
        now.lag().forEach((partition, lag) -> facts.put("lag." + partition, Long.toString(lag)));
    }

    private List<String> missing(Optional<Replica> now) {
        List<String> missing = new ArrayList<>();
        now.ifPresentOrElse(
                replica -> addMissing(replica, missing),
                () -> missing.add(lives.failure().isEmpty() ? "the next replica begins" : lives.failure()));
        boolean acting = config.limits().ceiling() != Autonomy.OBSERVE;
        if (acting && lastSeenSwitch.position() == SwitchState.Position.UNREADABLE) {
            missing.add(lastSeenSwitch.describe());
        }
        return missing;
    }

    private void addMissing(Replica now, List<String> missing) {
        if (!now.failure().isEmpty()) {
            missing.add(now.failure());
        }
        if (!now.isCaughtUp()) {
            missing.add("still reading the topics");
        }
        if (now.irregularities() > 0) {
            missing.add("the ledger has " + now.irregularities() + " irregular entries, see the dead letters");
        }
        Instant heard = now.lastHeardAt().orElse(Instant.EPOCH);
        if (Duration.between(heard, clock.instant()).compareTo(QUIET) > 0) {
            missing.add("no samples for " + QUIET.toSeconds() + " s");
        }
    }

    private static Thread switchLook(Runnable task) {
        Thread thread = new Thread(task, "remediation-switch");
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() {
        switchLooks.shutdownNow();
        lives.close();
        notices.close();
        publisher.close();
        connection.close();
    }
}
