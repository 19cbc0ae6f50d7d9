package io.traas.collectors.scrape;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.traas.collectors.exposition.ExpositionParser;
import io.traas.model.kafka.Publisher;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scrapes any number of targets at one interval with a handful of threads: one timer, one network selector and a few
 * that parse. Connections are kept and reused. Thread-safe.
 */
public final class Scraper implements AutoCloseable {

    /** How many samples the scrape gave, 0 when it failed. */
    public static final String SCRAPE_SAMPLES = "scrape_samples";

    private static final Logger LOG = LoggerFactory.getLogger(Scraper.class);

    private final ScrapeLoop.Shared shared;
    private final ExecutorService workers;
    private final ScheduledThreadPoolExecutor timer;
    private final Map<ScrapeTarget, ScrapeLoop> loops = new ConcurrentHashMap<>();
    private volatile int refused;

    /** @param publisher must not block: it is called on the threads that all targets share */
    public Scraper(ScrapeSettings settings, Publisher publisher, MeterRegistry registry, Clock clock) {
        AtomicInteger number = new AtomicInteger();
        workers = Executors.newFixedThreadPool(
                settings.threads(), task -> daemon(task, "scrape-" + number.incrementAndGet()));
        timer = new ScheduledThreadPoolExecutor(1, task -> daemon(task, "scrape-timer"));
        timer.setRemoveOnCancelPolicy(true);
        HttpClient client = HttpClient.newBuilder()
                .executor(workers)
                .version(HttpClient.Version.HTTP_1_1)
                // A target decides what it says, not where we go.
                .followRedirects(HttpClient.Redirect.NEVER)
                .build();
        shared = new ScrapeLoop.Shared(
                client,
                timer,
                workers,
                settings,
                new ExpositionParser(settings.limits()),
                publisher,
                new ScrapeMetrics(registry),
                clock);
        Gauge.builder("traas.scrape.targets", this, Scraper::targets).register(registry);
        Gauge.builder("traas.scrape.targets.up", this, Scraper::targetsUp).register(registry);
        Gauge.builder("traas.scrape.targets.refused", this, Scraper::targetsRefused)
                .description("targets over the limit of collectors.max-targets")
                .register(registry);
    }

    /** Scrapes exactly these from now on; those that were there before go on undisturbed. */
    public synchronized void scrape(Collection<ScrapeTarget> targets) {
        Map<ScrapeTarget, Boolean> wanted = new LinkedHashMap<>();
        List<ScrapeTarget> over = new ArrayList<>();
        for (ScrapeTarget target : targets) {
            if (wanted.size() < shared.settings().maxTargets()) {
                wanted.put(target, true);
            } else {
                over.add(target);
            }
        }
        loops.values().removeIf(loop -> {
            boolean gone = !wanted.containsKey(loop.target());
            if (gone) {
                loop.stop();
            }
            return gone;
        });
        for (ScrapeTarget target : wanted.keySet()) {
            if (!loops.containsKey(target)) {
                ScrapeLoop loop = new ScrapeLoop(target, shared);
                loops.put(target, loop);
                loop.start();
            }
        }
        if (over.size() != refused && !over.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("maxTargets", shared.settings().maxTargets())
                    .addKeyValue("refused", over.size())
                    .addKeyValue("first", over.get(0).target())
                    .log("more scrape targets than collectors.max-targets allows");
        }
        refused = over.size();
    }

    public int targets() {
        return (int) loops.values().stream().filter(loop -> !loop.isStopped()).count();
    }

    /** How many succeeded last time. */
    public int targetsUp() {
        return (int) loops.values().stream()
                .filter(loop -> loop.isUp() && !loop.isStopped())
                .count();
    }

    /** When any scrape last ended; the epoch before the first. */
    public Instant lastScrapeAt() {
        return loops.values().stream()
                .map(ScrapeLoop::lastAt)
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
    }

    public int targetsRefused() {
        return refused;
    }

    @Override
    public void close() {
        loops.values().forEach(ScrapeLoop::stop);
        timer.shutdownNow();
        workers.shutdownNow();
    }

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
