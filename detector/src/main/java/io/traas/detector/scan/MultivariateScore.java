package io.traas.detector.scan;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How odd a target is, all its series taken together, and which of them are to blame: how far each strays from its own
 * forecast in its own scales, and of these the mean of the worst few. One series alone is a matter for its own detector;
 * few enough are averaged that trouble of a part is not drowned by what is well.
 *
 * @param score in scales, at least 0
 * @param deviations of every series in the order given, in scales, signed; NaN for one of which nothing is known
 */
public record MultivariateScore(double score, List<Double> deviations) {

    /** A score of at least this is worth a notification: so many scales, on average of the worst series. */
    public static final double THRESHOLD = 20;

    private static final int WORST = 5;

    public MultivariateScore {
        deviations = List.copyOf(deviations);
    }

    /** @param deviations of one scrape, see {@link io.traas.detector.ensemble.RestorableDetector#deviation} */
    public static MultivariateScore of(List<Double> deviations) {
        double[] sizes = deviations.stream()
                .filter(Double::isFinite)
                .mapToDouble(Math::abs)
                .sorted()
                .toArray();
        double worst = Arrays.stream(sizes, Math.max(0, sizes.length - WORST), sizes.length)
                .average()
                .orElse(0);
        return new MultivariateScore(worst, deviations);
    }

    /** Indices of the series, the one that strays most first, those of which nothing is known last; of equals, the first given. */
    public List<Integer> ranking() {
        return IntStream.range(0, deviations.size())
                .boxed()
                .sorted(Comparator.comparingDouble(index -> -size(index)))
                .toList();
    }

    private double size(int index) {
        double deviation = deviations.get(index);
        return Double.isFinite(deviation) ? Math.abs(deviation) : -1;
    }
}
