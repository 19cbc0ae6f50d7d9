package io.traas.collectors.exposition;

import java.util.Locale;

/** The two text formats a target can answer in. */
public enum ExpositionFormat {
    /** Prometheus text format 0.0.4: blanks are free, comments and empty lines allowed, no end marker. */
    TEXT,
    /** OpenMetrics 1.0: single spaces, known metadata only, closed by {@code # EOF}. */
    OPENMETRICS;

    /** From a Content-Type header; anything but OpenMetrics is read as the text format, as Prometheus does. */
    public static ExpositionFormat ofContentType(String contentType) {
        return contentType.trim().toLowerCase(Locale.ROOT).startsWith("application/openmetrics-text")
                ? OPENMETRICS
                : TEXT;
    }
}
