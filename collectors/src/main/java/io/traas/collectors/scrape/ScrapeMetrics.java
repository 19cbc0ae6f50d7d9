package io.traas.collectors.scrape;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.traas.collectors.exposition.Exposition;
import java.time.Duration;
import java.util.Locale;

/**
 * Counts what scraping does. Every turn of a target ends in exactly one of scraped, failed or skipped; alert when
 * skipped grows (scrapes take longer than the interval) or failed does.
 */
final class ScrapeMetrics {

    /** Why a scrape failed. */
    enum Failure {
        /** No connection, or it broke. */
        UNREACHABLE,
        TIMEOUT,
        /** An HTTP status other than 200. */
        STATUS,
        /** Not the exposition format, or more than the limits allow. */
        MALFORMED
    }

    private final MeterRegistry registry;
    private final Timer duration;
    private final Counter skipped;
    private final Counter samples;
    private final Counter duplicates;

    ScrapeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.duration = Timer.builder("traas.scrape.duration")
                .description("time of one scrape, failed ones too")
                .register(registry);
        this.skipped = Counter.builder("traas.scrape.skipped")
                .description("turns skipped because the last scrape was still running")
                .register(registry);
        this.samples = Counter.builder("traas.scrape.samples")
                .description("samples read")
                .register(registry);
        this.duplicates = Counter.builder("traas.scrape.duplicates")
                .description("samples ignored because their series was there twice")
                .register(registry);
    }

    void scraped(Duration took, Exposition exposition) {
        duration.record(took);
        samples.increment(exposition.points().size());
        duplicates.increment(exposition.duplicates());
    }

    void failed(Duration took, Failure why) {
        duration.record(took);
        Counter.builder("traas.scrape.failed")
                .description("scrapes that gave no samples")
                .tag("reason", why.name().toLowerCase(Locale.ROOT))
                .register(registry)
                .increment();
    }

    void skip() {
        skipped.increment();
    }
}
