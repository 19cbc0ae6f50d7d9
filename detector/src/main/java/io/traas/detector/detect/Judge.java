package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.Series;
import java.util.Locale;

/** One way of telling whether a point deviates. Stateless; what it learned is in the memory. */
interface Judge {

    Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory);

    /**
     * What is remembered after the point was judged.
     *
     * @param frozen trouble is open here: what is measured now is not what is usual
     */
    default SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        return memory;
    }

    /** True when the point itself is part of what it is judged by: sums over windows, trends. */
    default boolean learnsFirst() {
        return false;
    }

    static Judge of(DetectorSpec.Method method, Series series) {
        return switch (method) {
            case THRESHOLD -> new ThresholdJudge();
            case BASELINE -> new BaselineJudge();
            case DROP_TO_ZERO -> new DropToZeroJudge();
            case NO_DATA -> new NoDataJudge();
            case CHANGE_RATE -> new ChangeRateJudge();
            case IMBALANCE -> new ImbalanceJudge();
            case RESTARTED -> new RestartedJudge();
            case BURN_RATE -> new BurnRateJudge();
            case FORECAST -> new ForecastJudge();
            case ENSEMBLE, RANDOM_CUT_FOREST -> new TierJudge(Tier.of(method), Tier.seedOf(series));
            case MULTIVARIATE -> throw new IllegalArgumentException("method " + method + " judges no single series");
        };
    }

    /** A number as people read it. */
    static String text(double value) {
        double size = Math.abs(value);
        if (size >= 100 || value == Math.rint(value)) {
            return String.format(Locale.ROOT, "%.0f", value);
        }
        return String.format(Locale.ROOT, size >= 1 ? "%.1f" : size >= 0.01 ? "%.3f" : "%.2g", value);
    }

    /** A stretch of time as people read it: in the largest unit of which there are two, or one whole. */
    static String time(double seconds) {
        double[] units = {86_400, 3_600, 60};
        String[] names = {" d", " h", " min"};
        for (int i = 0; i < units.length; i++) {
            double count = seconds / units[i];
            if (count >= 2 || count == 1) {
                return String.format(Locale.ROOT, count < 10 && count != Math.rint(count) ? "%.1f" : "%.0f", count)
                        + names[i];
            }
        }
        return String.format(Locale.ROOT, "%.0f s", seconds);
    }
}
