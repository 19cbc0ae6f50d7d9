package io.traas.remediation.act;

import java.util.Locale;

/** Why a step ended as it did, for machines. The text on the ledger is {@link #text()}. */
public enum Reason {
    DONE,
    /** The cluster already is as wanted. */
    ALREADY_SO,
    /** The call was made before and its effect was found. */
    SETTLED,
    /** The stop switch forbids it or cannot be read. */
    STOPPED,
    /** The operator did not enable this kind of action. */
    DISABLED,
    /** Credentials are missing or wrong. */
    UNAUTHORIZED,
    /** The account lacks a permission. */
    FORBIDDEN,
    /** The target does not exist. */
    NOT_FOUND,
    /** The target is not what it was when the plan was made. */
    CHANGED,
    /** The API server does not accept the request as it is. */
    INVALID,
    /** A disruption budget forbade it until the deadline. */
    BUDGET,
    /** The API server asks to come back later, and did so until the deadline. */
    THROTTLED,
    /** Somebody else owns what would be changed: an autoscaler, a paused roll-out, another cordon. */
    NOT_OURS,
    /** Nothing would replace the pod. */
    NO_OWNER,
    /** More than whoever owns the target allows. */
    CEILING,
    /** It would leave nobody to answer. */
    NOBODY_LEFT,
    /** The revision to go back to no longer exists. */
    REVISION_GONE,
    /** The API server could not be reached, nothing was sent. */
    UNREACHABLE,
    /** Sent, and no proof either way. */
    NO_ANSWER,
    /** The API server failed and the effect is not there. */
    SERVER_ERROR,
    /** A later executor has marked the target; this one was replaced. */
    FENCED,
    /** Too late to be worth doing. */
    TOO_LATE;

    public String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
