package io.traas.model.signal;

import java.util.Map;

/**
 * A number computed from the raw samples of one target, the same way wherever it is needed: by the detector, by the
 * verification of a cure, and for charts. Flat, so that it can live in Flink state.
 *
 * <p>Matchers map a label to an anchored regular expression; a missing label is the empty text.
 *
 * @param name unique, used as the metric of derived series: {@code errors}, {@code latency}
 * @param metric the metric it is computed from
 * @param match which series of it form the numerator
 * @param overMetric denominator of {@link Kind#SHARE}, otherwise empty
 * @param over which series form the denominator of {@link Kind#RATIO} and {@link Kind#SHARE}
 * @param unit of the value, for people: {@code 1/s}, {@code s}, {@code ratio}
 */
public record Signal(
        String name,
        Kind kind,
        String metric,
        Map<String, String> match,
        String overMetric,
        Map<String, String> over,
        String unit) {

    /** How the value comes about; see {@link Reading} for how it adds up over pods. */
    public enum Kind {
        /** Sum of gauges; averaged over pods. */
        GAUGE,
        /** Increase of counters a second; summed over pods. */
        RATE,
        /** Increase of matching counters over increase of all of {@code over}. */
        RATIO,
        /** Increase of {@code metric_sum} over increase of {@code metric_count}. */
        MEAN,
        /** Gauge over gauge: used over limit. */
        SHARE
    }

    public Signal {
        if (name == null || name.isBlank()) {
            throw new IllegalArgumentException("signal without a name");
        }
        if (kind == null || metric == null || metric.isBlank()) {
            throw new IllegalArgumentException("signal " + name + " needs a kind and a metric");
        }
        match = Map.copyOf(match);
        over = Map.copyOf(over);
        overMetric = overMetric == null ? "" : overMetric;
        unit = unit == null ? "" : unit;
        if (kind == Kind.SHARE && overMetric.isBlank()) {
            throw new IllegalArgumentException("signal " + name + " is a share of nothing: overMetric is missing");
        }
    }
}
