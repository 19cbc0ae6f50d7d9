package io.traas.detector.slo;

/**
 * What happened within the last {@code length} seconds.
 *
 * @param length of the window, in seconds
 * @param watched how many of them were seen, in seconds
 * @param bad events
 * @param total events, good and bad
 */
public record Window(double length, double watched, double bad, double total) {

    /**
     * Share of bad events if the time that nobody watched had the traffic of the rest and no bad event: a young or
     * interrupted series burns no more of its budget than was seen to burn. 0 without events.
     */
    public double badShare() {
        if (!(total > 0)) {
            return 0;
        }
        return bad / (total * Math.max(1, length / watched));
    }

    /** How many times faster than the objective allows. */
    public double burn(Objective objective) {
        return badShare() / objective.budget();
    }
}
