package io.traas.detector.localise;

/**
 * What one node answered in one row, that is in one interval of fixed length.
 *
 * @param requests how many it answered; NaN or 0 when there were none or nothing is known
 * @param latencySeconds mean time of an answer, NaN when unknown
 * @param failures how many of the answers were failures, NaN when unknown
 */
public record Answers(double requests, double latencySeconds, double failures) {

    public Answers {
        notNegative("answers.requests", requests);
        notNegative("answers.latencySeconds", latencySeconds);
        notNegative("answers.failures", failures);
    }

    private static void notNegative(String name, double value) {
        if (value < 0 || Double.isInfinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be finite and at least 0, or NaN");
        }
    }

    /** Requests of the row, 0 when unknown. */
    double count() {
        return Double.isNaN(requests) ? 0 : requests;
    }

    /** True when it is known how many of how many answers failed. */
    boolean countsFailures() {
        return count() > 0 && !Double.isNaN(failures);
    }
}
