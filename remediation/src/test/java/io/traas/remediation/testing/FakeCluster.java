package io.traas.remediation.testing;

import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.guard.SwitchState;
import java.util.ArrayList;
import java.util.List;

/**
 * A cluster that remembers the keys it was changed with. Switches: what the stop switch says, what the next calls
 * answer, whether it can be read, and what happens before and after a call takes effect.
 */
public final class FakeCluster implements Cluster {

    public SwitchState stopSwitch = SwitchState.run();
    public StepResult refusal;
    public boolean unreadable;
    public Runnable beforeEffect = () -> {};
    public Runnable afterEffect = () -> {};

    private final List<Step> effects = new ArrayList<>();

    @Override
    public StepResult carryOut(Step step) {
        if (!stopSwitch.allowsWrites()) {
            return StepResult.denied(Reason.STOPPED, stopSwitch.describe());
        }
        if (refusal != null) {
            return refusal;
        }
        beforeEffect.run();
        if (carries(step)) {
            return StepResult.skipped("already done");
        }
        effects.add(step);
        afterEffect.run();
        return StepResult.done("did " + step.action().describe());
    }

    @Override
    public Trace trace(Step step) {
        if (unreadable) {
            return Trace.UNCLEAR;
        }
        return carries(step) ? Trace.DONE : Trace.NOT_DONE;
    }

    @Override
    public SwitchState stopSwitch() {
        return stopSwitch;
    }

    /** Every change that took effect, oldest first. */
    public List<Step> effects() {
        return List.copyOf(effects);
    }

    private boolean carries(Step step) {
        return effects.stream().anyMatch(done -> done.idempotencyKey().equals(step.idempotencyKey()));
    }
}
