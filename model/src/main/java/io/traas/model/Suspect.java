package io.traas.model;

/** A candidate for the cause, with the reason it is suspected. Score in [0, 1], comparable within one incident. */
public record Suspect(Target target, double score, String because) {

    public Suspect {
        Check.notNull("suspect.target", target);
        Check.unitInterval("suspect.score", score);
        Check.notBlank("suspect.because", because);
    }
}
