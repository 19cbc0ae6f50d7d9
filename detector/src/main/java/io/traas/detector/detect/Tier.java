package io.traas.detector.detect;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.forest.Forest;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.Series;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** The detectors of single series: what one costs, how it begins, and how it goes on after a restart. */
public enum Tier {
    ENSEMBLE(1) {
        @Override
        public RestorableDetector fresh(long seed) {
            return Ensemble.shipped();
        }

        @Override
        public RestorableDetector restore(byte[] snapshot) {
            return Ensemble.restore(snapshot);
        }
    },
    FOREST(20) {
        @Override
        public RestorableDetector fresh(long seed) {
            return Forest.fresh(seed);
        }

        @Override
        public RestorableDetector restore(byte[] snapshot) {
            return Forest.restore(snapshot);
        }
    };

    private final int weight;

    Tier(int weight) {
        this.weight = weight;
    }

    /** For how many series of the cheapest tier one of this counts where their number is limited, by the bytes it keeps. */
    public int weight() {
        return weight;
    }

    /** @param seed of all that is left to chance, the same for the same series */
    public abstract RestorableDetector fresh(long seed);

    /** @throws IllegalArgumentException if this is no whole snapshot of this tier, of a version known here */
    public abstract RestorableDetector restore(byte[] snapshot);

    /** @throws IllegalArgumentException for a method that does not judge single series by learning */
    public static Tier of(Method method) {
        return switch (method) {
            case ENSEMBLE -> ENSEMBLE;
            case RANDOM_CUT_FOREST -> FOREST;
            case THRESHOLD,
                    BASELINE,
                    DROP_TO_ZERO,
                    NO_DATA,
                    CHANGE_RATE,
                    IMBALANCE,
                    RESTARTED,
                    BURN_RATE,
                    FORECAST,
                    MULTIVARIATE ->
                throw new IllegalArgumentException("method " + method + " has no detector of single series");
        };
    }

    /** The same for the same series in every process. */
    static long seedOf(Series series) {
        return UUID.nameUUIDFromBytes(series.id().getBytes(StandardCharsets.UTF_8))
                .getMostSignificantBits();
    }
}
