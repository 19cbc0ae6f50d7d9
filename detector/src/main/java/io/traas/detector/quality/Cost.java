package io.traas.detector.quality;

import io.traas.detector.detect.Catalog;
import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.scan.ScannedSeries;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.bench.Figure;
import io.traas.model.signal.Signal;
import io.traas.model.wire.SampleBatchReader;
import io.traas.model.wire.Topics;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What the shipped detector costs, on one thread and without Flink: processor time a point, bytes of state, and the plain
 * loop (decode a scrape, find the series, judge it) that a job is measured against. Processor time, not wall time: other
 * guests of the machine do not count.
 */
public final class Cost {

    private static final int[] SERIES = {10_000, 100_000};
    private static final int SERIES_OF_A_TARGET = 100;
    private static final int WARM_UP = 3_000;
    private static final int POINTS = 20_000_000;
    private static final int ROUNDS = 5;
    private static final long INTERVAL_MS = 15_000;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Random random = new Random(1);
    private final SampleBatchReader reader = new SampleBatchReader();

    /** The detector alone and the plain loop, each for several numbers of series. */
    public List<Figure> measure() {
        List<Figure> figures = new ArrayList<>();
        Ensemble[] detectors = new Ensemble[100];
        for (int i = 0; i < detectors.length; i++) {
            detectors[i] = Ensemble.shipped();
        }
        judge(detectors, WARM_UP * detectors.length);
        double[] micros = new double[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            micros[round] = judge(detectors, POINTS / 10) / 1e3;
        }
        figures.add(Figure.atMost("detector alone: processor time a point, us, median", median(micros), 3));
        figures.add(Figure.atMost("state of a series after weeks, bytes", largest(detectors), 6 * 1024));
        for (int series : SERIES) {

            figures.add(Figure.told("plain loop, " + series + " series: samples a processor second", loop(series)));
        }
        return figures;
    }

    /** @return nanoseconds of processor time a point */
    private double judge(Ensemble[] detectors, int points) {
        long begun = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < points; i++) {
            long at = i / detectors.length * INTERVAL_MS;
            detectors[i % detectors.length].observe(at, value(at));
        }
        return (threads.getCurrentThreadCpuTime() - begun) / (double) points;
    }

    private static double largest(Ensemble[] detectors) {
        double largest = 0;
        for (Ensemble detector : detectors) {
            largest = Math.max(largest, detector.snapshot().length);
        }
        return largest;
    }

    /** Samples a second of processor time, the median of some rounds; every series gets a sample a round. */
    public double loop(int series) {
        ScanRules rules = new ScanRules(new Catalog(List.of(spec())));
        List<Map<Long, ScannedSeries>> targets = new ArrayList<>();
        for (int target = 0; target < series / SERIES_OF_A_TARGET; target++) {
            targets.add(new HashMap<>());
        }
        double[] rates = new double[ROUNDS];
        int roundsToWarm = Math.max(5, 3_000_000 / series);
        for (int round = 0; round < roundsToWarm + ROUNDS; round++) {
            long used = 0;
            for (int target = 0; target < targets.size(); target++) {
                byte[] scrape = scrape(target, round);
                long begun = threads.getCurrentThreadCpuTime();
                take(rules, scrape, targets.get(target));
                used += threads.getCurrentThreadCpuTime() - begun;
            }
            if (round >= roundsToWarm) {
                rates[round - roundsToWarm] = series / (used / 1e9);
            }
        }
        return median(rates);
    }

    private void take(ScanRules rules, byte[] scrape, Map<Long, ScannedSeries> series) {
        SampleBatch batch = reader.decode(scrape);
        for (Point point : batch.points()) {
            DetectorSpec spec = rules.specFor(batch.workload(), point);
            if (spec != null) {
                series.computeIfAbsent(ScanRules.keyOf(point), key -> ScannedSeries.fresh(spec, key))
                        .take(spec, batch, point);
            }
        }
    }

    private byte[] scrape(int target, int round) {
        Instant at = Instant.ofEpochMilli((round + 1) * INTERVAL_MS);
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < SERIES_OF_A_TARGET; i++) {
            Map<String, String> labels = Map.of("method", "GET", "status", "200", "uri", "/api/v1/items/" + i);
            points.add(new Point("load_requests_in_flight", labels, value(at.toEpochMilli())));
        }
        Target pod = Target.pod("c", "load", "pod-" + target);
        return Topics.METRICS.codec().encode(new SampleBatch(pod, pod, "n1", at, points));
    }

    private double value(long atMillis) {
        return 100 + 30 * Math.sin(2 * Math.PI * atMillis / 86_400_000.0) + 3 * random.nextGaussian();
    }

    private static DetectorSpec spec() {
        return new DetectorSpec(
                "load",
                true,
                new Signal("load", Signal.Kind.GAUGE, "load_requests_in_flight", Map.of(), "", Map.of(), "1"),
                DetectorSpec.Level.SERIES,
                DetectorSpec.Method.ENSEMBLE,
                DetectorSpec.Direction.HIGH,
                0,
                0,
                0,
                1,
                1,
                FailureClass.OTHER,
                Severity.SEV4);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        java.util.Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
