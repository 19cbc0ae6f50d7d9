package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
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

    static Judge of(DetectorSpec.Method method) {
        return switch (method) {
            case THRESHOLD -> new ThresholdJudge();
            case BASELINE -> new BaselineJudge();
            case DROP_TO_ZERO -> new DropToZeroJudge();
            case NO_DATA -> new NoDataJudge();
            case CHANGE_RATE -> new ChangeRateJudge();
            case IMBALANCE -> new ImbalanceJudge();
            case RESTARTED -> new RestartedJudge();
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
}
