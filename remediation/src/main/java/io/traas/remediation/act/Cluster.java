package io.traas.remediation.act;

import io.traas.remediation.guard.SwitchState;

/**
 * The cluster that is healed. Thread-safe. Refusals and failures are values: nothing here throws for what an API server
 * may answer.
 */
public interface Cluster {

    /**
     * Makes one call, once: right before, the stop switch is read and deadline and mandate are looked at; the target must
     * still be the one meant, and a target that already carries the key is left alone.
     *
     * @throws io.traas.remediation.ledger.TenureLostException when another replica has taken over; nothing was sent
     */
    StepResult carryOut(Step step);

    /**
     * Writes the epoch of the step on its target, so that a request that an executor of a lower epoch prepared before is
     * refused by the API server.
     *
     * @return good when no such request can take effect any more; a target that is gone is as good
     * @throws io.traas.remediation.ledger.TenureLostException when another replica has taken over; nothing was sent
     */
    StepResult fence(Step step);

    /**
     * Looks, without changing anything, whether the step has had its effect. What cannot be read, and an action that
     * leaves nothing to see, is {@link Trace#UNCLEAR}: it is never sent a second time on a guess.
     */
    Trace trace(Step step);

    SwitchState stopSwitch();
}
