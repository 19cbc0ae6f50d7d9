package io.traas.model;

/**
 * When a cure counts as having helped: the signals that fired are back within their limits on raw samples, and the
 * workload is ready, without a break for {@code holdSeconds}, before {@code deadlineSeconds} after the action.
 *
 * @param minCompleteness share of the sources that must report, below it the verdict is inconclusive, in [0, 1]
 */
public record SuccessCriterion(int holdSeconds, int deadlineSeconds, boolean requireReady, double minCompleteness) {

    public SuccessCriterion {
        Check.atLeast("success.holdSeconds", 1, holdSeconds);
        Check.atLeast("success.deadlineSeconds", holdSeconds, deadlineSeconds);
        Check.unitInterval("success.minCompleteness", minCompleteness);
    }
}
