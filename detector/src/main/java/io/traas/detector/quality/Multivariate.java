package io.traas.detector.quality;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.quality.MultivariateFigures.Count;
import io.traas.detector.scan.MultivariateScore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs the {@link MultivariateScore} over labelled series of many metrics. A notification is the first of points at or
 * above the threshold with gaps of at most {@value #MERGE} rows, repeated every {@value #REPEAT}; it finds an event from
 * {@value #EARLY} rows before its beginning to {@value #LATE} rows after, and is wrong away from every event. The first
 * 15 % of a series are probation.
 */
public final class Multivariate {

    private static final double PROBATION = 0.15;
    private static final int MERGE = 10;
    private static final int REPEAT = 60;
    private static final int EARLY = 3;
    private static final int LATE = 7;
    private static final int THRESHOLDS = 200;
    private static final double MOST_ROWS_ABOVE = 0.2;

    private Multivariate() {}

    private record Scored(MultivariateFiles.Table table, double[] scores, int probation, int blamed, int hits) {}

    /**
     * @param folder with the series of one data set, see {@link MultivariateFiles}
     * @throws IOException when a file is missing or cannot be read
     */
    public static MultivariateFigures measure(Path folder) throws IOException {
        List<Scored> series = new ArrayList<>();
        for (MultivariateFiles.Table table : MultivariateFiles.read(folder)) {
            series.add(score(table));
        }
        Count shipped = count(series, MultivariateScore.THRESHOLD);
        Count best = shipped;
        double bestThreshold = MultivariateScore.THRESHOLD;
        for (double threshold : thresholds(series)) {
            Count count = count(series, threshold);
            if (count.f1() > best.f1()) {
                best = count;
                bestThreshold = threshold;
            }
        }
        int blamed = series.stream().mapToInt(Scored::blamed).sum();
        int hits = series.stream().mapToInt(Scored::hits).sum();
        return new MultivariateFigures(shipped.events(), shipped, best, bestThreshold, blamed, hits);
    }

    private static Scored score(MultivariateFiles.Table table) {
        int rows = table.seconds().length;
        int probation = (int) (PROBATION * rows);
        double[] scores = new double[rows];
        double[][] sizes = new double[rows][];
        List<Ensemble> detectors = Stream.generate(Ensemble::shipped)
                .limit(table.values()[0].length)
                .toList();
        for (int i = 0; i < rows; i++) {
            MultivariateScore score = observe(detectors, table.seconds()[i] * 1_000, table.values()[i]);
            scores[i] = score.score();
            sizes[i] = score.deviations().stream().mapToDouble(Math::abs).toArray();
        }
        int blamed = 0;
        int hits = 0;
        for (MultivariateFiles.Event event : table.events()) {
            if (event.first() >= probation && !event.roots().isEmpty()) {
                blamed++;
                hits += event.roots().contains(worst(sizes, event)) ? 1 : 0;
            }
        }
        return new Scored(table, scores, probation, blamed, hits);
    }

    private static MultivariateScore observe(List<Ensemble> detectors, long atMillis, double[] values) {
        List<Double> deviations = new ArrayList<>();
        for (int metric = 0; metric < values.length; metric++) {
            detectors.get(metric).observe(atMillis, values[metric]);
            deviations.add(detectors.get(metric).deviation());
        }
        return MultivariateScore.of(deviations);
    }

    /** The metric that deviates most while a notification of the event would be in time. */
    private static int worst(double[][] sizes, MultivariateFiles.Event event) {
        int worst = 0;
        double size = -1;
        int last = Math.min(event.last(), event.first() + LATE);
        for (int row = Math.max(0, event.first() - EARLY); row <= last; row++) {
            for (int metric = 0; metric < sizes[row].length; metric++) {
                if (sizes[row][metric] > size) {
                    size = sizes[row][metric];
                    worst = metric;
                }
            }
        }
        return worst;
    }

    private static Count count(List<Scored> series, double threshold) {
        return series.stream()
                .map(each -> count(each.scores(), each.table().events(), each.probation(), threshold))
                .reduce(Count.NONE, Count::plus);
    }

    static Count count(double[] scores, List<MultivariateFiles.Event> events, int probation, double threshold) {
        List<Integer> notifications = notifications(scores, probation, threshold);
        List<MultivariateFiles.Event> judged =
                events.stream().filter(each -> each.first() >= probation).toList();
        int found = (int) judged.stream()
                .filter(event -> notifications.stream()
                        .anyMatch(at ->
                                at >= event.first() - EARLY && at <= Math.min(event.last(), event.first() + LATE)))
                .count();
        int wrong = (int) notifications.stream()
                .filter(at ->
                        events.stream().noneMatch(event -> at >= event.first() - EARLY && at <= event.last() + EARLY))
                .count();
        return new Count(judged.size(), found, wrong, scores.length - probation);
    }

    private static List<Integer> notifications(double[] scores, int probation, double threshold) {
        List<Integer> sent = new ArrayList<>();
        int lastAbove = -MERGE - 1;
        int lastSent = 0;
        for (int i = probation; i < scores.length; i++) {
            if (scores[i] >= threshold) {
                if (sent.isEmpty() || i - lastAbove > MERGE || i - lastSent >= REPEAT) {
                    sent.add(i);
                    lastSent = i;
                }
                lastAbove = i;
            }
        }
        return sent;
    }

    /** Evenly spaced ranks among the higher scores. */
    private static double[] thresholds(List<Scored> series) {
        double[] sorted = series.stream()
                .flatMapToDouble(each -> Arrays.stream(each.scores(), each.probation(), each.scores().length))
                .sorted()
                .toArray();
        double[] thresholds = new double[sorted.length == 0 ? 0 : THRESHOLDS];
        for (int i = 0; i < thresholds.length; i++) {
            double below = 1 - MOST_ROWS_ABOVE * Math.pow((i + 1.0) / THRESHOLDS, 4);
            thresholds[i] = sorted[(int) (below * (sorted.length - 1))];
        }
        return thresholds;
    }

    /** Prints the figures of each folder given. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            System.err.println("give folders of multivariate series");
            System.exit(2);
        }
        for (String folder : args) {
            MultivariateFigures figures = measure(Path.of(folder));
            System.out.printf(
                    Locale.ROOT,
                    "%s: F1 %.3f (P %.2f, R %.2f, %.1f wrong per 10,000 points) at %.0f; at best %.3f (%.1f wrong) at %.1f;"
                            + " root metric %d of %d = %.2f%n",
                    folder,
                    figures.notifications().f1(),
                    figures.notifications().precision(),
                    figures.notifications().recall(),
                    figures.notifications().wrongPerTenThousandPoints(),
                    MultivariateScore.THRESHOLD,
                    figures.best().f1(),
                    figures.best().wrongPerTenThousandPoints(),
                    figures.bestThreshold(),
                    figures.hits(),
                    figures.blamed(),
                    figures.rootMetricHitRate());
        }
    }
}
