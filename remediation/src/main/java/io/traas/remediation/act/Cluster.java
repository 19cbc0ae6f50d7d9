package io.traas.remediation.act;

import io.traas.remediation.guard.SwitchState;

/**
 * The cluster that is healed. Thread-safe. Refusals and failures are values: nothing here throws for what an API server
 * may answer.
 */
public interface Cluster {

    /**
     * Makes one call, once: the stop switch is read right before, the target must still be the one meant, and a target
     * that already carries the key is left alone.
     */
    StepResult carryOut(Step step);

    /** Looks, without changing anything, whether the step has had its effect. */
    Trace trace(Step step);

    SwitchState stopSwitch();
}
