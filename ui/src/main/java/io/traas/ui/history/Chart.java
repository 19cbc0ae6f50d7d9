package io.traas.ui.history;

import java.time.Instant;
import java.util.List;

/**
 * All that one chart draws.
 *
 * @param points each {@code [time in ms, value, expected low, expected high]}; null where there is none
 * @param missing sources that did not answer, in words
 */
public record Chart(
        String signal,
        String unit,
        List<List<Number>> points,
        List<Shade> anomalies,
        List<Marker> markers,
        List<String> missing) {

    /** @param to null while it is open */
    public record Shade(Instant from, Instant to, String id) {}

    /** @param kind {@code change}, {@code detected}, {@code action} or {@code verified} */
    public record Marker(Instant at, String kind, String text) {}
}
