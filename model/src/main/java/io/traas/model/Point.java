package io.traas.model;

import java.util.Map;

/**
 * One line of a scrape: a metric with its labels and value.
 *
 * @param metric full name as exposed, with its suffix: {@code http_server_requests_seconds_count}
 * @param value may be NaN or infinite, as exposed
 */
public record Point(String metric, Map<String, String> labels, double value) {

    public Point {
        Check.notBlank("point.metric", metric);
        labels = Map.copyOf(labels);
    }

    public static Point of(String metric, double value) {
        return new Point(metric, Map.of(), value);
    }
}
