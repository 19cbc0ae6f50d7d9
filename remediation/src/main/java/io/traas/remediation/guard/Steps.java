package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.ScalingAction;
import io.traas.model.TaintAction;

/** What kinds of step there are, as far as the guard tells them apart. */
final class Steps {

    private Steps() {}

    /** Takes away what does not come back by an inverse action: the same pod, or the same pods of a node. */
    static boolean isDestructive(Action step) {
        boolean forGood = step.inverse().isEmpty() && step.blastRadius() > 0 && !isRolling(step);
        return forGood || step instanceof Action.Drain || passesBudgets(step);
    }

    /** Replaces pods a few at a time, ill ones first, as the workload's own strategy says. */
    static boolean isRolling(Action step) {
        return step instanceof Action.RestartWorkload || setsTemplate(step);
    }

    /** Puts back what was in force before a change. */
    static boolean undoesChange(Action step) {
        return step instanceof Action.RollBack;
    }

    /** Puts other pods of the same template where the ill ones were. */
    static boolean replaces(Action step) {
        return step instanceof Action.RestartWorkload
                || step instanceof Action.DeletePod
                || step instanceof Action.EvictPod
                || step instanceof Action.QuarantinePod
                || step instanceof Action.Drain
                || passesBudgets(step);
    }

    static boolean setsTemplate(Action step) {
        return step instanceof Action.RollBack || step instanceof ScalingAction.SetLimit;
    }

    static boolean setsReplicas(Action step) {
        return step instanceof Action.Scale;
    }

    static boolean shrinks(Action step) {
        if (step instanceof ScalingAction.SetAutoscalerBounds bounds) {
            return bounds.toMin() < bounds.fromMin() || bounds.toMax() < bounds.fromMax();
        }
        if (step instanceof ScalingAction.SetLimit limit) {
            return limit.lowers();
        }
        return step instanceof Action.Scale scale && scale.to() < scale.from();
    }

    /** No pods come to the node any more. */
    static boolean closesNode(Action step) {
        return step instanceof Action.Cordon
                || step instanceof Action.Drain
                || step instanceof TaintAction.AddTaint taint
                        && taint.effect() != TaintAction.Effect.PREFER_NO_SCHEDULE;
    }

    /** Ends pods outside of every disruption budget. */
    static boolean passesBudgets(Action step) {
        return step instanceof TaintAction.AddTaint taint && taint.effect() == TaintAction.Effect.NO_EXECUTE;
    }
}
