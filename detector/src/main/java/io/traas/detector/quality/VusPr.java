package io.traas.detector.quality;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Volume under the precision-recall surface (Paparrizos et al., VLDB 2022): the area under the precision-recall curve,
 * averaged over how far from an event a detection may lie and still count a little. Needs no threshold. Of the buffers
 * from 0 to the period of the series {@value #MOST_BUFFERS} are taken at most.
 */
final class VusPr {

    private static final int THRESHOLDS = 250;
    private static final int MOST_BUFFERS = 51;
    private static final int SHORTEST_PERIOD = 3;
    private static final int LONGEST_PERIOD = 300;
    private static final int USUAL_PERIOD = 125;
    private static final int LAGS = 400;
    private static final int ROWS_FOR_PERIOD = 20_000;

    private final LabelledSeries series;
    private final double[] scores;
    /** Rows by falling score. */
    private final int[] order;

    private VusPr(LabelledSeries series, double[] scores) {
        this.series = series;
        this.scores = scores;
        this.order = IntStream.range(0, scores.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer row) -> scores[row]).reversed())
                .mapToInt(Integer::intValue)
                .toArray();
    }

    /** In [0, 1]; NaN for a series without events. */
    static double of(LabelledSeries series, double[] scores) {
        if (series.starts().length == 0) {
            return Double.NaN;
        }
        VusPr vus = new VusPr(series, scores);
        int longest = period(series.values());
        int step = Math.max(1, (longest + MOST_BUFFERS - 2) / (MOST_BUFFERS - 1));
        return IntStream.iterate(0, buffer -> buffer <= longest, buffer -> buffer + step)
                .mapToDouble(vus::averagePrecision)
                .average()
                .orElseThrow();
    }

    private double averagePrecision(int buffer) {
        int n = scores.length;
        boolean[] event = new boolean[n];
        double[] label = labels(buffer, event);
        int[] rank = new int[n];
        for (int i = 0; i < n; i++) {
            rank[order[i]] = i;
        }
        int[] firstTouch = firstTouches(buffer, rank);
        double events = IntStream.range(0, n).filter(i -> event[i]).count();
        double area = 0;
        double recallBefore = 0;
        double hits = 0;
        double stretched = 0;
        int predicted = 0;
        for (int step = 0; step < THRESHOLDS; step++) {
            double threshold = scores[order[(int) ((long) step * (n - 1) / (THRESHOLDS - 1))]];
            while (predicted < n && scores[order[predicted]] >= threshold) {
                int row = order[predicted++];
                hits += label[row];
                stretched += event[row] ? 0 : label[row];
            }
            int cut = predicted;
            double touched =
                    Arrays.stream(firstTouch).filter(first -> first < cut).count() / (double) firstTouch.length;
            double recall = Math.min(hits / ((events + events + stretched) / 2), 1) * touched;
            area += (recall - recallBefore) * hits / predicted;
            recallBefore = recall;
        }
        return area;
    }

    private double[] labels(int buffer, boolean[] event) {
        int n = scores.length;
        double[] label = new double[n];
        int reach = buffer / 2;
        for (int k = 0; k < series.starts().length; k++) {
            int start = series.starts()[k];
            int end = series.ends()[k];
            for (int i = Math.max(0, start - reach); i <= Math.min(n - 1, end + reach); i++) {
                int away = Math.max(0, Math.max(start - i, i - end));
                label[i] = Math.min(1, label[i] + (away == 0 ? 1 : Math.sqrt(1 - away / (double) buffer)));
                event[i] |= away == 0;
            }
        }
        return label;
    }

    /** For each event the rank of the highest score within reach of it. */
    private int[] firstTouches(int buffer, int[] rank) {
        int reach = buffer / 2;
        int[] first = new int[series.starts().length];
        for (int k = 0; k < first.length; k++) {
            int from = Math.max(0, series.starts()[k] - reach);
            int to = Math.min(rank.length - 1, series.ends()[k] + reach);
            first[k] = IntStream.rangeClosed(from, to).map(i -> rank[i]).min().orElse(Integer.MAX_VALUE);
        }
        return first;
    }

    /** The lag at which the series is most like itself, of the peaks of its autocorrelation. */
    static int period(double[] values) {
        int n = Math.min(values.length, ROWS_FOR_PERIOD);
        double mean = Arrays.stream(values, 0, n).average().orElse(0);
        double[] like = new double[Math.min(LAGS + 1, n)];
        for (int lag = 0; lag < like.length; lag++) {
            for (int i = 0; i + lag < n; i++) {
                like[lag] += (values[i] - mean) * (values[i + lag] - mean);
            }
        }
        int best = 0;
        for (int lag = SHORTEST_PERIOD + 1; lag + 1 < like.length; lag++) {
            boolean peak = like[lag] > like[lag - 1] && like[lag] > like[lag + 1];
            if (peak && (best == 0 || like[lag] > like[best])) {
                best = lag;
            }
        }
        return best - SHORTEST_PERIOD < SHORTEST_PERIOD || best - SHORTEST_PERIOD > LONGEST_PERIOD
                ? USUAL_PERIOD
                : best;
    }
}
