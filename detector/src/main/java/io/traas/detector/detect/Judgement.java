package io.traas.detector.detect;

/**
 * What one method says of one point.
 *
 * @param because one clause with the numbers
 */
public record Judgement(Outcome outcome, double observed, double low, double high, double score, String because) {

    public enum Outcome {
        /** Deviates. */
        BREACH,
        /** Not bad enough to open, not good enough to close. */
        BETWEEN,
        CLEAN,
        /** Nothing to judge: no data, no traffic, baseline not warm. */
        UNKNOWN
    }

    public static final Judgement UNKNOWN = new Judgement(Outcome.UNKNOWN, 0, 0, 0, 0, "nothing to judge");

    static Judgement clean(double observed, double low, double high, String because) {
        return new Judgement(Outcome.CLEAN, observed, low, high, 0, because);
    }

    /** Breach when over {@code limit}, clean below its {@code closeAt} share, between otherwise; score grows with excess. */
    static Judgement of(
            double excess, double limit, double closeAt, double observed, double low, double high, String because) {
        if (excess > limit) {
            double score = 0.5 + 0.5 * (excess - limit) / Math.max(excess, Math.abs(limit));
            return new Judgement(Outcome.BREACH, observed, low, high, Math.max(0, Math.min(1, score)), because);
        }
        Outcome outcome = excess <= limit * closeAt ? Outcome.CLEAN : Outcome.BETWEEN;
        return new Judgement(outcome, observed, low, high, 0, because);
    }
}
