package io.traas.drills.bank.service;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * One replica of one service; arguments are those of {@link Release#arguments()}, the rest comes from the environment
 * (see {@link Settings}). Ends gracefully on SIGTERM, and at once when its standard input does: then whoever started
 * it is gone.
 */
public final class BankService {

    /** How long callers may need to hear that this replica is going. */
    private static final Duration FAREWELL = Duration.ofMillis(500);

    private BankService() {}

    public static void main(String[] arguments) throws IOException {
        Release release = Release.ofArguments(arguments);
        Settings settings = new Settings(System.getenv());
        RequestServer server = start(release, settings);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> drain(server), "drain"));
        System.out.println(release.role().workload() + " " + release.version() + " serves on " + settings.address());
        awaitEndOfInput();
    }

    private static RequestServer start(Release release, Settings settings) throws IOException {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(registry);
        bindForEver(new JvmGcMetrics(), registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        Role role = release.role();
        Health health = new Health(release.ailment(), settings.podVolume(), new Random());
        RequestServer server = new RequestServer(settings, role, health, registry);
        Map<String, Handler> routes = new HashMap<>(new Services(settings, registry).of(role));
        routes.replaceAll((path, handler) -> taking(role.serviceMillis(), handler));
        server.start(routes);
        return server;
    }

    /** Real work would hold the thread as long; sleeping leaves the processor to those who need it. */
    private static Handler taking(int millis, Handler handler) {
        return request -> {
            try {
                Thread.sleep(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return Reply.of(Reply.BUSY, "shutting down");
            }
            return handler.handle(request);
        };
    }

    @SuppressWarnings("resource") // as long as the process
    private static void bindForEver(JvmGcMetrics metrics, PrometheusMeterRegistry registry) {
        metrics.bindTo(registry);
    }

    private static void drain(RequestServer server) {
        try {
            server.drain(FAREWELL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void awaitEndOfInput() throws IOException {
        while (System.in.read() >= 0) {
            // nothing is ever sent; only the end matters
        }
        Runtime.getRuntime().halt(0);
    }
}
