package io.traas.model;

import java.util.Map;
import java.util.TreeMap;

/** One stream of numbers: a metric of a target, told apart by labels. */
public record Series(Target target, String metric, Map<String, String> labels) {

    public Series {
        Check.notNull("series.target", target);
        Check.notBlank("series.metric", metric);
        labels = Map.copyOf(labels);
    }

    public static Series of(Target target, String metric) {
        return new Series(target, metric, Map.of());
    }

    /** Stable text: {@code metric{a=b,c=d}@target}, labels sorted; equal series have equal text. */
    public String id() {
        return name() + "@" + target;
    }

    /** The same without the target, for where that is known. */
    public String name() {
        return metric
                + (labels.isEmpty() ? "" : new TreeMap<>(labels).toString().replace(", ", ","));
    }
}
