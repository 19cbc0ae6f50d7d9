package io.traas.detector.scan;

import io.traas.detector.detect.Catalog;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.Series;
import io.traas.model.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Which detector judges a target as a whole, and which scans a raw series: of those whose metric and labels match, the one that asks for the most labels, so that
 * one series can be taken out of a rule or judged otherwise. Immutable.
 */
public final class ScanRules {

    /** @param workloads null for all */
    private record Rule(DetectorSpec spec, Map<String, Pattern> labels, Pattern workloads) {

        static Rule of(DetectorSpec spec) {
            Map<String, Pattern> labels = new HashMap<>();
            spec.signal().match().forEach((label, regex) -> labels.put(label, Pattern.compile(regex)));
            Pattern workloads = spec.workloads().isEmpty() ? null : Pattern.compile(spec.workloads());
            return new Rule(spec, labels, workloads);
        }

        boolean matches(Target workload) {
            return workloads == null
                    || workloads
                            .matcher(workload.namespace() + "/" + workload.name())
                            .matches();
        }

        boolean matches(Target workload, Point point) {
            if (!matches(workload)) {
                return false;
            }
            for (Map.Entry<String, Pattern> label : labels.entrySet()) {
                String value = point.labels().getOrDefault(label.getKey(), "");
                if (!label.getValue().matcher(value).matches()) {
                    return false;
                }
            }
            return true;
        }
    }

    private final Map<String, List<Rule>> byMetric = new HashMap<>();
    private final List<Rule> ofTargets;

    public ScanRules(Catalog catalog) {
        for (DetectorSpec spec : catalog.scanned()) {
            byMetric.computeIfAbsent(spec.signal().metric(), unused -> new ArrayList<>())
                    .add(Rule.of(spec));
        }
        ofTargets = catalog.together().stream().map(Rule::of).toList();
        Comparator<Rule> mostLabelsFirst =
                Comparator.comparingInt(rule -> -rule.labels().size());
        byMetric.values()
                .forEach(rules -> rules.sort(
                        mostLabelsFirst.thenComparing(rule -> rule.spec().id())));
    }

    public boolean isEmpty() {
        return byMetric.isEmpty();
    }

    /** Null when nobody asked for the targets of the workload as a whole; of several the first, by id. */
    public DetectorSpec specFor(Target workload) {
        for (Rule rule : ofTargets) {
            if (rule.matches(workload)) {
                return rule.spec();
            }
        }
        return null;
    }

    /** Null when nobody asked for the series. */
    public DetectorSpec specFor(Target workload, Point point) {
        List<Rule> rules = byMetric.get(point.metric());
        if (rules == null) {
            return null;
        }
        for (Rule rule : rules) {
            if (rule.matches(workload, point)) {
                return rule.spec();
            }
        }
        return null;
    }

    /** The same for the same series of a target in every process, and almost surely different for others. */
    public static long keyOf(Point point) {
        return keyOf(point.metric(), point.labels());
    }

    /** The key of its points. */
    public static long keyOf(Series series) {
        return keyOf(series.metric(), series.labels());
    }

    private static long keyOf(String metric, Map<String, String> labels) {
        long key = mix(hash(metric));
        for (Map.Entry<String, String> label : labels.entrySet()) {
            // Summed, since maps have no order.
            key += mix(mix(hash(label.getKey())) ^ hash(label.getValue()));
        }
        return key;
    }

    /** FNV-1a; {@code String.hashCode} has too few bits for millions of series. */
    private static long hash(String text) {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
        }
        return hash;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        x = (x ^ (x >>> 27)) * 0x94d049bb133111ebL;
        return x ^ (x >>> 31);
    }
}
