package io.traas.remediation.failover;

import java.time.Duration;
import java.util.List;

/** The steps of a move, each with the time it may take and what follows when that is not enough. */
public enum Step {
    PRECHECK(10, Expiry.ABORT),
    FREEZE_SOURCE(5, Expiry.UNFREEZE),
    DRAIN(10, Expiry.UNFREEZE),
    CATCH_UP(15, Expiry.UNFREEZE),

    CONFIRM_DEAD(10, Expiry.ABORT),
    FENCE(15, Expiry.ESCALATE),
    WAIT_OUT_LEASE(10, Expiry.ESCALATE),
    SELECT_TARGET(10, Expiry.ESCALATE),
    CATCH_UP_TO_BEST(15, Expiry.ESCALATE),
    RPO_DECISION(10, Expiry.ESCALATE),

    PROMOTE_TARGET(10, Expiry.ESCALATE),
    SWITCH_ROUTES(10, Expiry.ESCALATE),
    OPEN_WRITES(5, Expiry.ESCALATE),
    VERIFY(60, Expiry.REFREEZE),
    REVERSE_REPLICATION(60, Expiry.ESCALATE),
    HOLD_OLD_SOURCE(10, Expiry.ESCALATE),

    /** Undoes the freeze; ends as ABORTED. */
    UNFREEZE_SOURCE(30, Expiry.ESCALATE),
    /** Closes what was opened but does not work; ends as ESCALATED. */
    REFREEZE_TARGET(10, Expiry.ESCALATE);

    static final List<Step> SWITCHOVER = List.of(
            PRECHECK,
            FREEZE_SOURCE,
            DRAIN,
            CATCH_UP,
            PROMOTE_TARGET,
            SWITCH_ROUTES,
            OPEN_WRITES,
            VERIFY,
            REVERSE_REPLICATION);

    static final List<Step> FAILOVER = List.of(
            CONFIRM_DEAD,
            FENCE,
            WAIT_OUT_LEASE,
            SELECT_TARGET,
            CATCH_UP_TO_BEST,
            RPO_DECISION,
            PROMOTE_TARGET,
            SWITCH_ROUTES,
            OPEN_WRITES,
            VERIFY,
            HOLD_OLD_SOURCE);

    static final List<Step> COMPLETION = List.of(SWITCH_ROUTES, OPEN_WRITES, VERIFY);

    /** What follows when a step's time is up. */
    enum Expiry {
        /** Nothing was touched: end. */
        ABORT,
        /** Give the source its writes back, then end. */
        UNFREEZE,
        /** A person has to look. Nothing that could lose a write is undone. */
        ESCALATE,
        /** Hold writes back again, then a person has to look. */
        REFREEZE
    }

    private final Duration limit;
    private final Expiry expiry;

    Step(int limitSeconds, Expiry expiry) {
        this.limit = Duration.ofSeconds(limitSeconds);
        this.expiry = expiry;
    }

    public Duration limit() {
        return limit;
    }

    Expiry expiry() {
        return expiry;
    }

    /** From here on a move is never given up for outside reasons: half of it would leave the unit without a leader. */
    boolean afterPromotion() {
        return compareTo(PROMOTE_TARGET) >= 0;
    }
}
