package io.traas.drills.faults;

import java.time.Duration;

/** Looks like trouble, but any action would be wrong. */
public non-sealed interface Trap extends Drill {

    /** Why the right thing to do is nothing. */
    String whyActingIsWrong();

    /** How long after the injection somebody might still fall into it. */
    Duration lasting();
}
