package io.traas.detector.detect;

import io.traas.model.signal.Reading;
import java.util.Arrays;

/** The last readings of a series, oldest first, as numerators and weights. Bounded by whoever adds; immutable. */
public record Recent(double[] numerators, double[] weights) {

    public static final Recent NONE = new Recent(new double[0], new double[0]);

    public int size() {
        return numerators.length;
    }

    /** With one more reading, keeping the newest {@code capacity}. */
    public Recent with(Reading reading, int capacity) {
        int kept = Math.min(size(), capacity - 1);
        double[] newNumerators = Arrays.copyOfRange(numerators, size() - kept, size() + 1);
        double[] newWeights = Arrays.copyOfRange(weights, size() - kept, size() + 1);
        newNumerators[kept] = reading.numerator();
        newWeights[kept] = reading.weight();
        return new Recent(newNumerators, newWeights);
    }
}
