package io.traas.remediation.testing;

import io.traas.model.Target;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.guard.SwitchState;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A cluster that remembers the keys it was changed with and the highest epoch on each target, below which it refuses.
 * Switches: what the stop switch says, what the next calls answer, whether it can be read or fenced, and what happens
 * before and after a call takes effect. Thread-safe; a call that is held in between holds up no other.
 */
public final class FakeCluster implements Cluster {

    public SwitchState stopSwitch = SwitchState.run();
    public StepResult refusal;
    public StepResult fenceAnswer;
    public boolean unreadable;
    public volatile Lost loses = Lost.NOTHING;
    public Runnable beforeEffect = () -> {};
    public Runnable afterEffect = () -> {};
    public Runnable aroundFence = () -> {};

    /** What the network loses of the next call. */
    public enum Lost {
        NOTHING,
        REQUEST,
        ANSWER
    }

    private final List<Step> effects = new CopyOnWriteArrayList<>();
    private final Map<Target, Long> fences = new ConcurrentHashMap<>();

    @Override
    public StepResult carryOut(Step step) {
        return carryOut(step, Mandate.unlimited());
    }

    private StepResult carryOut(Step step, Mandate mandate) {
        if (!stopSwitch.allowsWrites()) {
            return StepResult.denied(Reason.STOPPED, stopSwitch.describe());
        }
        if (refusal != null) {
            return refusal;
        }
        mandate.require();
        beforeEffect.run(); // From here on the request is on its way.
        if (isFenced(step)) {
            return StepResult.denied(Reason.FENCED, "marked by a later executor");
        }
        if (carries(step)) {
            return StepResult.skipped("already done");
        }
        Lost lost = loses;
        loses = Lost.NOTHING;
        if (lost != Lost.REQUEST) {
            effects.add(step);
        }
        if (lost != Lost.NOTHING) {
            return StepResult.unknown("no answer");
        }
        afterEffect.run();
        return StepResult.done("did " + step.action().describe());
    }

    @Override
    public StepResult fence(Step step) {
        return fence(step, Mandate.unlimited());
    }

    private StepResult fence(Step step, Mandate mandate) {
        mandate.require();
        aroundFence.run();
        if (fenceAnswer != null) {
            return fenceAnswer;
        }
        if (isFenced(step)) {
            return StepResult.denied(Reason.FENCED, "marked by a later executor");
        }
        fences.put(step.action().target(), step.epoch());
        aroundFence.run();
        return StepResult.done("fenced");
    }

    private boolean isFenced(Step step) {
        return fences.getOrDefault(step.action().target(), 0L) > step.epoch();
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

    /** The same cluster for somebody who may change it only while the mandate lasts. */
    public Cluster under(Mandate mandate) {
        return new Cluster() {
            @Override
            public StepResult carryOut(Step step) {
                return FakeCluster.this.carryOut(step, mandate);
            }

            @Override
            public StepResult fence(Step step) {
                return FakeCluster.this.fence(step, mandate);
            }

            @Override
            public Trace trace(Step step) {
                return FakeCluster.this.trace(step);
            }

            @Override
            public SwitchState stopSwitch() {
                return stopSwitch;
            }
        };
    }

    /** Every change that took effect, oldest first. */
    public List<Step> effects() {
        return List.copyOf(effects);
    }

    private boolean carries(Step step) {
        return effects.stream().anyMatch(done -> done.idempotencyKey().equals(step.idempotencyKey()));
    }
}
