package io.traas.detector.scan;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What makes a scrape wide: the metric with the most series, and the label of it that takes the most values.
 *
 * @param label empty for a metric without labels
 */
public record Widest(String metric, int series, String label, int values) {

    /** @param batch with at least one point */
    public static Widest of(SampleBatch batch) {
        Map<String, List<Point>> byMetric = batch.points().stream().collect(Collectors.groupingBy(Point::metric));
        Map.Entry<String, List<Point>> most = byMetric.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, List<Point>> each) ->
                                each.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .orElseThrow();
        Map<String, Set<String>> values = new HashMap<>();
        for (Point point : most.getValue()) {
            point.labels()
                    .forEach((label, value) -> values.computeIfAbsent(label, unused -> new HashSet<>())
                            .add(value));
        }
        return values.entrySet().stream()
                .max(Comparator.comparingInt((Map.Entry<String, Set<String>> each) ->
                                each.getValue().size())
                        .thenComparing(Map.Entry::getKey))
                .map(label -> new Widest(
                        most.getKey(),
                        most.getValue().size(),
                        label.getKey(),
                        label.getValue().size()))
                .orElse(new Widest(most.getKey(), most.getValue().size(), "", 0));
    }

    @Override
    public String toString() {
        return metric + " has " + series + " series"
                + (label.isEmpty() ? "" : ", its label '" + label + "' " + values + " values");
    }
}
