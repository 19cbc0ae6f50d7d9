package io.traas.model;

/** Did the cure help? */
public enum Verdict {
    RECOVERED,
    NOT_RECOVERED,
    WORSE,
    /** Too little data to tell; never taken for recovery. */
    INCONCLUSIVE
}
