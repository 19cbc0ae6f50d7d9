package io.traas.model.signal;

/**
 * A signal at one instant as numerator and denominator, so that the readings of pods add up to the reading of their
 * workload.
 *
 * @param weight how much the reading rests on: the denominator for ratios and means (requests a second), 1 otherwise
 */
public record Reading(Signal.Kind kind, double numerator, double weight) {

    /** In the unit of the signal; NaN when there is nothing to divide by. */
    public double value() {
        return kind == Signal.Kind.RATE ? numerator : numerator / weight;
    }

    public Reading plus(Reading other) {
        if (kind != other.kind) {
            throw new IllegalArgumentException("cannot add a " + other.kind + " to a " + kind);
        }
        return new Reading(kind, numerator + other.numerator, weight + other.weight);
    }
}
