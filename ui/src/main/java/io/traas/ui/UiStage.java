package io.traas.ui;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.KafkaPublisher;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.stage.Settings;
import io.traas.model.stage.Stage;
import io.traas.model.stage.StageHealth;
import io.traas.model.wire.Topics;
import io.traas.ui.control.ConfigMapStopSwitch;
import io.traas.ui.health.HttpStageProbe;
import io.traas.ui.incidents.IncidentDatabase;
import io.traas.ui.web.WebConfiguration;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.boot.web.server.servlet.context.AnnotationConfigServletWebServerApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The dashboard and its API, running. Closing it closes all connections, threads and the store. */
public final class UiStage implements Stage {

    private final AnnotationConfigApplicationContext parts;
    private final AnnotationConfigServletWebServerApplicationContext web;
    private final List<AutoCloseable> outside;

    private UiStage(
            AnnotationConfigApplicationContext parts,
            AnnotationConfigServletWebServerApplicationContext web,
            List<AutoCloseable> outside) {
        this.parts = parts;
        this.web = web;
        this.outside = outside;
    }

    /**
     * Starts it. Kafka, the cluster and the other stages may be away; it says so and goes on when they come.
     *
     * @throws io.traas.model.stage.SettingsException naming every setting that is wrong
     * @throws IllegalStateException in one line, when the port is in use or the incident store cannot be opened
     */
    public static UiStage start(Settings settings, PrometheusMeterRegistry metrics) {
        return start(UiSettings.from(settings), KafkaConnection.from(settings), metrics);
    }

    private static UiStage start(UiSettings settings, KafkaConnection kafka, PrometheusMeterRegistry metrics) {
        Clock clock = Clock.systemUTC();
        KubernetesClient cluster = settings.cluster().client();
        KafkaPublisher publisher = new KafkaPublisher(kafka, "traas-ui");
        Surroundings surroundings = new Surroundings(
                publisher,
                new KafkaIntake(kafka, publisher, clock),
                () -> TopicAdmin.ensure(kafka, Topics.ALL),
                new ConfigMapStopSwitch(cluster, settings.platformNamespace()),
                new HttpStageProbe(settings.stages()),
                clock);
        List<AutoCloseable> outside = List.of(publisher, cluster);
        try {
            return start(settings, surroundings, outside, metrics);
        } catch (RuntimeException e) {
            closeAll(outside);
            throw e;
        }
    }

    static UiStage start(
            UiSettings settings,
            Surroundings surroundings,
            List<AutoCloseable> outside,
            PrometheusMeterRegistry metrics) {
        // The parts come first and the web server on top: no thread of theirs belongs to a web application.
        AnnotationConfigApplicationContext parts = new AnnotationConfigApplicationContext();
        AnnotationConfigServletWebServerApplicationContext web =
                new AnnotationConfigServletWebServerApplicationContext();
        try {
            parts.registerBean(UiSettings.class, () -> settings);
            parts.registerBean(Surroundings.class, () -> surroundings);
            parts.getBeanFactory().registerSingleton("metrics", metrics);
            parts.register(UiConfiguration.class);
            parts.refresh();
            web.setParent(parts);
            web.register(WebServerConfiguration.class, WebConfiguration.class);
            web.refresh();
        } catch (RuntimeException e) {
            web.close();
            parts.close();
            throw plain(e, settings);
        }
        return new UiStage(parts, web, outside);
    }

    /** A start that fails ends in one line about the thing that is wrong, not about how it was wired. */
    private static RuntimeException plain(RuntimeException failure, UiSettings settings) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof PortInUseException) {
                return new IllegalStateException(
                        "port " + settings.port() + " is in use; set ui.port to a free one", failure);
            }
            if (cause instanceof IncidentDatabase.CannotOpenException) {
                return new IllegalStateException(cause.getMessage(), failure);
            }
        }
        return failure;
    }

    @Override
    public String name() {
        return "ui";
    }

    @Override
    public StageHealth health() {
        return parts.getBean(Readers.class).health();
    }

    /** The port it listens on, also when any free one was asked for. */
    public int port() {
        return web.getWebServer().getPort();
    }

    @Override
    public void close() {
        web.close();
        parts.close();
        closeAll(outside);
    }

    private static void closeAll(List<AutoCloseable> outside) {
        for (AutoCloseable each : outside) {
            try {
                each.close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close " + each, e);
            }
        }
    }
}
