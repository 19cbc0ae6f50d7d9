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
     * Writes the epoch of the step on its target, so that a request that was prepared before, by an executor of a lower
     * epoch or by this one, is refused by the API server.
     *
     * @return succeeded when no such request can take effect any more; skipped when there is nothing to mark, and to send
     *     the step again is harmless: the target is gone, or a repeat finds its name taken
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
