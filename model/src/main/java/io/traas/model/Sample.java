package io.traas.model;

import java.time.Instant;

/** One number of one series at one instant. */
public record Sample(Series series, Instant observedAt, double value) {

    public Sample {
        Check.notNull("sample.series", series);
        Check.notNull("sample.observedAt", observedAt);
    }
}
