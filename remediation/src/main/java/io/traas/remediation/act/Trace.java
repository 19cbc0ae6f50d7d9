package io.traas.remediation.act;

/** What can be seen in the cluster of a step that may have been carried out. */
public enum Trace {
    DONE,
    NOT_DONE,
    /** The cluster cannot be read, or shows neither. */
    UNCLEAR
}
