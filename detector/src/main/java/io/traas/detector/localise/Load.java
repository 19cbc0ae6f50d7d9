package io.traas.detector.localise;

import java.util.Arrays;

/**
 * What a node of a call graph did over some intervals, and what is usual of it.
 *
 * @param requests answered in each interval
 * @param burden of one request in each interval: seconds it took, or the share that failed; NaN where unknown
 * @param usualHigh what the burden seldom exceeds in quiet times
 */
public record Load(double[] requests, double[] burden, double usualHigh) {

    private static final double RARE = 0.95;
    private static final double FENCE = 1.5;

    public Load {
        if (requests.length != burden.length) {
            throw new IllegalArgumentException(
                    requests.length + " intervals of requests, " + burden.length + " of their burden");
        }
        requests = requests.clone();
        burden = burden.clone();
    }

    /**
     * With what is usual learned from quiet times: high is what lies above the 95th percentile and outside Tukey's fence of
     * 1.5 interquartile ranges.
     *
     * @param quiet burdens of quiet intervals, NaN where unknown
     */
    public static Load of(double[] requests, double[] burden, double[] quiet) {
        double[] known = Arrays.stream(quiet).filter(Double::isFinite).sorted().toArray();
        if (known.length == 0) {
            return new Load(requests, burden, Double.NaN);
        }
        double fence = quantile(known, 0.75) + FENCE * (quantile(known, 0.75) - quantile(known, 0.25));
        return new Load(requests, burden, Math.max(quantile(known, RARE), fence));
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** Burden over all requests beyond what is usual: seconds, or failed requests. Nothing where nothing is known. */
    double excess() {
        double sum = 0;
        for (int i = 0; i < burden.length; i++) {
            double over = burden[i] - usualHigh;
            if (over > 0 && requests[i] > 0) {
                sum += over * requests[i];
            }
        }
        return sum;
    }

    double allRequests() {
        return Arrays.stream(requests).filter(Double::isFinite).sum();
    }
}
