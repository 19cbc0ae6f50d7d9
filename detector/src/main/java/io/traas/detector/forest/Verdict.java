package io.traas.detector.forest;

import com.amazon.randomcutforest.RandomCutForest;
import com.amazon.randomcutforest.returntypes.DiVector;
import com.amazon.randomcutforest.returntypes.SampleSummary;
import java.util.Locale;

/**
 * What the trees say of a point that is worth words: asked only then, as it costs more than the judging.
 *
 * @param low,high between which eight of ten similar runs of values went on
 * @param rarity in decimal orders
 * @param share of the latest value in what is strange, in [0, 1]
 * @param tooHigh whether the latest value is strange for being high
 */
record Verdict(double value, double low, double high, double rarity, double share, boolean tooHigh) {

    private static final int[] LATEST = {0};

    /** Before the point is taken in. */
    static Verdict of(RandomCutForest trees, float[] point, double value, double origin, double rarity) {
        SampleSummary similar = trees.getConditionalFieldSummary(point, LATEST, 1, 0, false, true, 1, 1);
        DiVector strange = trees.getAnomalyAttribution(point);
        int latest = strange.getDimensions() - 1;
        double sum = strange.getHighLowSum();
        return new Verdict(
                value,
                origin + similar.lower[0],
                origin + similar.upper[0],
                rarity,
                sum > 0 ? strange.getHighLowSum(latest) / sum : 0,
                strange.high[latest] >= strange.low[latest]);
    }

    String because() {
        String what = share >= 0.5
                ? "the latest value is too " + (tooHigh ? "high" : "low") + " for how the values before it went"
                : "the values before it already went as they rarely do";
        return String.format(
                Locale.ROOT,
                "%.6g where runs of values like this one went on with %.6g to %.6g: %s (one in %,.0f).",
                value,
                low,
                high,
                what,
                Math.pow(10, rarity));
    }
}
