package io.traas.remediation.verify;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Target;
import io.traas.model.signal.Signals;
import java.util.Locale;

/**
 * One signal that fired and has to come back within what was expected of it then.
 *
 * @param workload whose pods are read
 * @param perPod every pod for itself, or all together
 * @param low lower limit, negative infinity when only the upper one matters
 * @param high upper limit, infinity when only the lower one matters
 * @param fired the value that was reported, to tell better from worse
 * @param minWeight smallest denominator for which the signal means anything
 */
public record Criterion(
        Target workload, String signal, boolean perPod, double low, double high, double fired, double minWeight) {

    private static final double HYSTERESIS = 0.1;
    private static final double CLEARLY_WORSE = 2;

    /** {@code up} is 1 or 0. */
    private static final double ANSWERS = 1;

    /** From an anomaly: only the side that was crossed has to be crossed back. */
    static Criterion of(Anomaly anomaly, double minWeight) {
        String signal = anomaly.series().metric();
        if (signal.equals(Signals.UP.name())) {
            return of(anomaly, ANSWERS, Double.POSITIVE_INFINITY, 0, minWeight);
        }
        if (anomaly.kind() == AnomalyKind.NO_DATA) {
            // There was no value to be off; that there is one again is enough.
            return of(anomaly, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, Double.NaN, minWeight);
        }
        boolean tooHigh = anomaly.observed() > anomaly.expectedHigh();
        boolean tooLow = anomaly.observed() < anomaly.expectedLow();
        boolean useLow = !Double.isNaN(anomaly.expectedLow()) && (tooLow || !tooHigh);
        boolean useHigh = !Double.isNaN(anomaly.expectedHigh()) && (tooHigh || !tooLow);
        return of(
                anomaly,
                useLow ? anomaly.expectedLow() : Double.NEGATIVE_INFINITY,
                useHigh ? anomaly.expectedHigh() : Double.POSITIVE_INFINITY,
                anomaly.observed(),
                minWeight);
    }

    private static Criterion of(Anomaly anomaly, double low, double high, double fired, double minWeight) {
        boolean perPod = anomaly.series().target().is("Pod");
        return new Criterion(anomaly.workload(), anomaly.series().metric(), perPod, low, high, fired, minWeight);
    }

    /** @param leaving whether the value was good before: leaving a good stretch takes a little more than entering it */
    boolean holds(double value, boolean leaving) {
        double slack = leaving ? HYSTERESIS * deviation(fired) : 0;
        return value >= low - slack && value <= high + slack;
    }

    /** More than twice as far off as when it fired. */
    boolean clearlyWorse(double value) {
        double before = deviation(fired);
        return before > 0 && deviation(value) > CLEARLY_WORSE * before;
    }

    private double deviation(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        double above = Math.max(0, value - high);
        double below = Math.max(0, low - value);
        double off = Math.max(above, below);
        return Double.isFinite(off) ? off : 0;
    }

    String describe(double value) {
        return String.format(
                Locale.ROOT,
                "%s of %s is %s, limit %s, was %s",
                signal,
                workload.name(),
                text(value),
                limit(),
                text(fired));
    }

    private String limit() {
        if (high == Double.POSITIVE_INFINITY && low == Double.NEGATIVE_INFINITY) {
            return "none";
        }
        if (high == Double.POSITIVE_INFINITY) {
            return "at least " + text(low);
        }
        return low == Double.NEGATIVE_INFINITY ? "at most " + text(high) : text(low) + " to " + text(high);
    }

    private static String text(double value) {
        if (Double.isNaN(value)) {
            return "unknown";
        }
        double size = Math.abs(value);
        return String.format(Locale.ROOT, size >= 100 ? "%.0f" : size >= 1 ? "%.2f" : "%.4f", value);
    }
}
