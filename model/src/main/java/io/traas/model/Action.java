package io.traas.model;

import java.util.Optional;

/**
 * One atomic step on the cluster. Typed, with an explicit target; there is no "all". Every kind knows what undoes it
 * and how much it disturbs.
 */
public sealed interface Action {

    /** What is touched. */
    Target target();

    /** The action that undoes this one, where there is one. */
    Optional<Action> inverse();

    /** How many running replicas it can take away at the same time at worst. */
    int blastRadius();

    /** Short name, for example {@code roll-back}. */
    String name();

    /** One line for people. */
    default String describe() {
        return name() + " " + target();
    }

    /** New pods from the same template, a few at a time, as the workload's own strategy says. */
    record RestartWorkload(Target target) implements Action {
        public RestartWorkload {
            require("restart-workload", "Deployment", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.empty();
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "restart-workload";
        }
    }

    /** Deletes one pod; its owner makes a new one. Empty uid: the pod that bears the name when the plan is carried out. */
    record DeletePod(Target target, String uid) implements Action {
        public DeletePod {
            require("delete-pod", "Pod", target);
            Check.notNull("delete-pod.uid", uid);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.empty();
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "delete-pod";
        }
    }

    /** Asks for the pod to go, within its disruption budget; a refusal stands. */
    record EvictPod(Target target, String uid) implements Action {
        public EvictPod {
            require("evict-pod", "Pod", target);
            Check.notNull("evict-pod.uid", uid);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.empty();
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "evict-pod";
        }
    }

    /** Puts an older template in force again. */
    record RollBack(Target target, long fromRevision, long toRevision) implements Action {
        public RollBack {
            require("roll-back", "Deployment", target);
            Check.atLeast("roll-back.fromRevision", 1, fromRevision);
            Check.atLeast("roll-back.toRevision", 1, toRevision);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new RollBack(target, toRevision, fromRevision));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "roll-back";
        }

        @Override
        public String describe() {
            return "roll back " + target + " from revision " + fromRevision + " to " + toRevision;
        }
    }

    /** Sets the replica count. */
    record Scale(Target target, int from, int to) implements Action {
        public Scale {
            require("scale", "Deployment", target);
            Check.atLeast("scale.from", 0, from);
            Check.atLeast("scale.to", 1, to);
        }

        @Override
        public Optional<Action> inverse() {
            return from < 1 ? Optional.empty() : Optional.of(new Scale(target, to, from));
        }

        @Override
        public int blastRadius() {
            return Math.max(0, from - to);
        }

        @Override
        public String name() {
            return "scale";
        }

        @Override
        public String describe() {
            return "scale " + target + " from " + from + " to " + to;
        }
    }

    /** No new pods on this node. */
    record Cordon(Target target) implements Action {
        public Cordon {
            require("cordon", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Uncordon(target));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String name() {
            return "cordon";
        }
    }

    /** Lets pods onto a node again; only if the platform closed it. */
    record Uncordon(Target target) implements Action {
        public Uncordon {
            require("uncordon", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Cordon(target));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String name() {
            return "uncordon";
        }
    }

    /** Cordons, then moves every pod off the node by eviction, within every disruption budget. */
    record Drain(Target target) implements Action {
        public Drain {
            require("drain", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Uncordon(target));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "drain";
        }
    }

    /** Takes a pod out of its service and its ReplicaSet by a label, kept for inspection; a new one takes its place. */
    record QuarantinePod(Target target, String uid) implements Action {
        public QuarantinePod {
            require("quarantine-pod", "Pod", target);
            Check.notNull("quarantine-pod.uid", uid);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ReleasePod(target, uid));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String name() {
            return "quarantine-pod";
        }
    }

    /** Puts a quarantined pod back. */
    record ReleasePod(Target target, String uid) implements Action {
        public ReleasePod {
            require("release-pod", "Pod", target);
            Check.notNull("release-pod.uid", uid);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new QuarantinePod(target, uid));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String name() {
            return "release-pod";
        }
    }

    private static void require(String action, String kind, Target target) {
        Check.notNull(action + ".target", target);
        if (!target.is(kind)) {
            throw new IllegalArgumentException(action + " needs a " + kind + ", not " + target);
        }
    }
}
