package io.traas.remediation.guard;

import io.traas.model.Action;

/** What kinds of step there are, as far as the guard tells them apart. */
final class Steps {

    private Steps() {}

    /** Takes away what does not come back by an inverse action: the same pod, or the same pods of a node. */
    static boolean isDestructive(Action step) {
        boolean forGood = step.inverse().isEmpty() && step.blastRadius() > 0 && !isRolling(step);
        return forGood || step instanceof Action.Drain;
    }

    /** Replaces pods a few at a time, ill ones first, as the workload's own strategy says. */
    static boolean isRolling(Action step) {
        return step instanceof Action.RestartWorkload || undoesChange(step);
    }

    /** Puts back what was in force before a change. */
    static boolean undoesChange(Action step) {
        return step instanceof Action.RollBack;
    }

    /** Puts other pods of the same template where the ill ones were. */
    static boolean replaces(Action step) {
        return step.blastRadius() > 0 && !undoesChange(step) && !setsReplicas(step);
    }

    static boolean setsTemplate(Action step) {
        return step instanceof Action.RollBack;
    }

    static boolean setsReplicas(Action step) {
        return step instanceof Action.Scale;
    }

    static boolean shrinks(Action step) {
        return step instanceof Action.Scale scale && scale.to() < scale.from();
    }

    /** No pods come to the node any more. */
    static boolean closesNode(Action step) {
        return step instanceof Action.Cordon || step instanceof Action.Drain;
    }
}
