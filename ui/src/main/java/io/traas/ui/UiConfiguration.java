package io.traas.ui;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.signal.Signals;
import io.traas.model.stage.StageHealth;
import io.traas.ui.control.Approvals;
import io.traas.ui.control.Commands;
import io.traas.ui.control.Orders;
import io.traas.ui.control.StopControl;
import io.traas.ui.health.Answer;
import io.traas.ui.health.DeadLetterShelf;
import io.traas.ui.health.Pulse;
import io.traas.ui.health.SilenceAlarm;
import io.traas.ui.health.Watch;
import io.traas.ui.health.Webhook;
import io.traas.ui.history.Charts;
import io.traas.ui.history.InfluxHistory;
import io.traas.ui.history.MemoryHistory;
import io.traas.ui.history.MetricHistory;
import io.traas.ui.incidents.IncidentDatabase;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.Projector;
import io.traas.ui.incidents.Questions;
import io.traas.ui.live.Feed;
import io.traas.ui.live.LiveStream;
import io.traas.ui.services.Catalogue;
import io.traas.ui.services.ServiceBoard;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the dashboard is made of, as a flat list. Spring closes what is closeable, users before what they use. */
@Configuration(proxyBeanMethods = false)
class UiConfiguration {

    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(2);
    private static final Duration SWITCH_READ_EVERY = Duration.ofSeconds(1);
    private static final int COMMAND_THREADS = 2;
    private static final int COMMANDS_WAITING = 20;

    @Bean
    Clock clock(Surroundings surroundings) {
        return surroundings.clock();
    }

    @Bean
    HikariDataSource dataSource(UiSettings settings) {
        UiSettings.Database database = settings.database();
        return IncidentDatabase.open(database.url(), database.user(), database.password());
    }

    @Bean
    IncidentStore incidentStore(HikariDataSource dataSource) {
        return new IncidentStore(dataSource);
    }

    @Bean
    LiveStream liveStream(IncidentStore store, UiSettings settings) {
        return new LiveStream(Feed.of(store), settings.streamHeartbeat(), settings.streamLimit());
    }

    @Bean
    Projector projector(IncidentStore store, LiveStream live) {
        return new Projector(store, live::nudge);
    }

    @Bean
    Catalogue catalogue() {
        return new Catalogue();
    }

    @Bean
    MemoryHistory recent(UiSettings settings) {
        return new MemoryHistory(
                Signals.DEFAULTS,
                settings.history().retention(),
                settings.history().maxSeries());
    }

    @Bean
    MetricHistory history(MemoryHistory recent, UiSettings settings) {
        UiSettings.History wanted = settings.history();
        return switch (wanted.store()) {
            case MEMORY -> recent;
            case INFLUXDB ->
                new InfluxHistory(
                        wanted.influxUrl(), wanted.influxDatabase(), wanted.influxUser(), wanted.influxPassword());
        };
    }

    @Bean
    Charts charts(@Qualifier("history") MetricHistory history, IncidentStore store) {
        return new Charts(history, store);
    }

    @Bean
    ServiceBoard serviceBoard(
            Catalogue catalogue, IncidentStore store, MemoryHistory recent, Surroundings surroundings) {
        return new ServiceBoard(catalogue, store, recent, surroundings.clock());
    }

    @Bean
    Pulse pulse() {
        return new Pulse();
    }

    @Bean
    DeadLetterShelf deadLetters() {
        return new DeadLetterShelf();
    }

    @Bean
    Watch watch(Pulse pulse, UiSettings settings, Surroundings surroundings) {
        return new Watch(pulse, settings.heartbeatInterval(), surroundings.clock());
    }

    @Bean(destroyMethod = "shutdownNow")
    ThreadPoolExecutor commandExecutor() {
        return new ThreadPoolExecutor(
                0, COMMAND_THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(COMMANDS_WAITING), task -> {
                    Thread thread = new Thread(task, "ui-commands");
                    // Made while a request is served, but it is not the web application's thread.
                    thread.setContextClassLoader(UiConfiguration.class.getClassLoader());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    @Bean
    Commands commands(Surroundings surroundings, ThreadPoolExecutor commandExecutor) {
        return new Commands(surroundings.publisher(), commandExecutor, COMMAND_TIMEOUT);
    }

    @Bean
    StopControl stopControl(Surroundings surroundings, Commands commands, LiveStream live) {
        return new StopControl(
                surroundings.stopSwitch(), commands, surroundings.clock(), state -> live.announce("control", state));
    }

    @Bean
    Approvals approvals(IncidentStore store, Commands commands, Projector projector, Surroundings surroundings) {
        return new Approvals(new Questions(store), commands, projector::command, surroundings.clock());
    }

    @Bean
    Orders orders(Commands commands, Projector projector, Surroundings surroundings) {
        return new Orders(commands, projector::command, surroundings.clock());
    }

    @Bean
    Readers readers(
            Surroundings surroundings,
            IncidentStore store,
            Projector projector,
            Catalogue catalogue,
            MemoryHistory recent,
            Pulse pulse,
            DeadLetterShelf deadLetters) {
        return new Readers(surroundings, store, projector, catalogue, recent, pulse, deadLetters);
    }

    @Bean
    Supplier<StageHealth> ownHealth(Readers readers) {
        return readers::health;
    }

    @Bean
    Rounds rounds(
            UiSettings settings,
            Surroundings surroundings,
            Watch watch,
            StopControl control,
            LiveStream live,
            Supplier<StageHealth> ownHealth) {
        Consumer<SilenceAlarm.Notice> outgoing =
                settings.webhookUrl().isBlank() ? notice -> {} : new Webhook(URI.create(settings.webhookUrl()));
        SilenceAlarm alarm =
                new SilenceAlarm(health -> live.announce("health", health), outgoing, surroundings.clock());
        Rounds rounds = new Rounds();
        rounds.every(settings.healthInterval(), "health", () -> {
            Map<String, Answer> answers = new HashMap<>(surroundings.probe().ask());
            answers.put("ui", Answer.of(ownHealth.get()));
            watch.note(answers);
            alarm.look(watch.stages());
        });
        rounds.every(SWITCH_READ_EVERY, "stop switch", control::refresh);
        return rounds;
    }

    @Bean
    Gauge streamGauge(PrometheusMeterRegistry metrics, LiveStream live) {
        return Gauge.builder("traas_ui_streams", live, LiveStream::subscribers)
                .description("open live streams")
                .register(metrics);
    }

    @Bean
    Gauge refusedGauge(PrometheusMeterRegistry metrics, MemoryHistory recent) {
        return Gauge.builder("traas_ui_history_refused", recent, MemoryHistory::refused)
                .description("values not kept in memory because there are too many series")
                .register(metrics);
    }
}
