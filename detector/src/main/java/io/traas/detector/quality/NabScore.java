package io.traas.detector.quality;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The score of the Numenta Anomaly Benchmark (Lavin and Ahmad, ICMLA 2015): the earliest detection in a window counts,
 * every detection outside costs, less so right behind a window. One threshold for the whole corpus.
 */
final class NabScore {

    /** What a detection, a false alarm and a missed window count. */
    enum Profile {
        STANDARD(1, 0.11, 1),
        LOW_FP(1, 0.22, 1),
        LOW_FN(1, 0.11, 2);

        final double hit;
        final double falseAlarm;
        final double miss;

        Profile(double hit, double falseAlarm, double miss) {
            this.hit = hit;
            this.falseAlarm = falseAlarm;
            this.miss = miss;
        }
    }

    /**
     * Scores of one file.
     *
     * @param starts rows at which windows begin, ascending; {@code ends} the rows at which they end
     */
    record File(double[] scores, int[] starts, int[] ends) {}

    /** @param normalised 100 is every window found at its first row and nothing else, 0 is silence */
    record Result(double threshold, double raw, double normalised) {}

    /** Above every score: nothing is detected. */
    private static final double SILENCE = 1.1;

    private static final double PROBATION_SHARE = 0.15;
    private static final int PROBATION_MOST = 750;

    /** A row that counts: what it is worth as a detection, and which window it lies in, -1 for none. */
    private record Row(double score, double worth, int window) {}

    private final Profile profile;
    private final List<Row> rows = new ArrayList<>();
    private int windows;
    private int scorableWindows;

    private NabScore(List<File> files, Profile profile) {
        this.profile = profile;
        files.forEach(this::add);
        rows.sort(Comparator.comparingDouble(Row::score).reversed());
    }

    /** At the threshold that gives the most; of several the highest. */
    static Result best(List<File> files, Profile profile) {
        NabScore nab = new NabScore(files, profile);
        return nab.sweep(Double.NEGATIVE_INFINITY, true);
    }

    static Result at(List<File> files, Profile profile, double threshold) {
        NabScore nab = new NabScore(files, profile);
        Result result = nab.sweep(threshold, false);
        return new Result(threshold, result.raw(), result.normalised());
    }

    private void add(File file) {
        int n = file.scores().length;
        int probation = Math.min((int) Math.floor(PROBATION_SHARE * n), PROBATION_MOST);
        int next = 0;
        int inside = -1;
        int counted = -1;
        for (int i = 0; i < n; i++) {
            if (next < file.starts().length && i >= file.starts()[next]) {
                inside = next++;
                windows++;
            }
            boolean within = inside >= 0 && i <= file.ends()[inside];
            if (i < probation) {
                continue;
            }
            if (within && counted != inside) {
                counted = inside;
                scorableWindows++;
            }
            double worth = within
                    ? hit(i, file.starts()[inside], file.ends()[inside])
                    : inside < 0 ? -profile.falseAlarm : falseAlarm(i, file.starts()[inside], file.ends()[inside]);
            rows.add(new Row(file.scores()[i], worth, within ? scorableWindows - 1 : -1));
        }
    }

    private double hit(int row, int start, int end) {
        double place = -(end - row + 1.0) / (end - start + 1);
        return profile.hit * sigmoid(place) / sigmoid(-1);
    }

    private double falseAlarm(int row, int start, int end) {
        return profile.falseAlarm * sigmoid((row - end) / (double) (end - start));
    }

    private static double sigmoid(double place) {
        return place > 3 ? -1 : 2 / (1 + Math.exp(5 * place)) - 1;
    }

    /** Lowers the threshold from silence to {@code lowest}, row by row. */
    private Result sweep(double lowest, boolean keepBest) {
        double[] best = new double[scorableWindows];
        java.util.Arrays.fill(best, -profile.miss);
        double raw = -profile.miss * scorableWindows;
        Result kept = result(SILENCE, raw);
        for (int i = 0; i < rows.size() && rows.get(i).score() >= lowest; i++) {
            Row row = rows.get(i);
            if (row.window() < 0) {
                raw += row.worth();
            } else if (row.worth() > best[row.window()]) {
                raw += row.worth() - best[row.window()];
                best[row.window()] = row.worth();
            }
            boolean lastOfEqual = i + 1 == rows.size() || rows.get(i + 1).score() < row.score();
            if (lastOfEqual && (!keepBest || raw > kept.raw())) {
                kept = result(row.score(), raw);
            }
        }
        return kept;
    }

    private Result result(double threshold, double raw) {
        double silence = -profile.miss * windows;
        double perfect = profile.hit * windows;
        return new Result(threshold, raw, 100 * (raw - silence) / (perfect - silence));
    }
}
