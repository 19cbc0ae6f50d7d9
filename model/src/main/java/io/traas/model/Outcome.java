package io.traas.model;

import java.util.List;

/** What one step of a plan, or a verification, came to. */
public enum Outcome {
    SUCCEEDED,
    FAILED,
    /** The guard or the cluster refused. */
    DENIED,
    /** Nothing to do: already so. */
    SKIPPED,
    /** Too late to be worth doing. */
    EXPIRED,
    /** It may or may not have happened; a person must look. */
    UNKNOWN;

    /** Outcomes after which no call may have changed the cluster. */
    public static final List<Outcome> WITHOUT_EFFECT = List.of(DENIED, SKIPPED, EXPIRED);
}
