package io.traas.model;

import java.util.Locale;
import java.util.Optional;

/**
 * One atomic step on the cluster. Typed, with an explicit target; there is no "all". Every kind knows what undoes it
 * and how much it disturbs.
 *
 * <p>The target is the workload, pod or node on whose behalf the step is taken: the guard counts the step against it.
 * Where another object of the same namespace is written (an autoscaler, a Service, a Job), a field names it.
 */
public sealed interface Action
        permits Action.RestartWorkload,
                Action.DeletePod,
                Action.EvictPod,
                Action.RollBack,
                Action.Scale,
                Action.Cordon,
                Action.Uncordon,
                Action.Drain,
                Action.QuarantinePod,
                Action.ReleasePod,
                AlertAction,
                IsolationAction,
                JobAction,
                RolloutAction,
                ScalingAction,
                TaintAction,
                TrafficAction {

    /** On whose behalf. */
    Target target();

    /** The action that undoes this one, where there is one. */
    default Optional<Action> inverse() {
        return Optional.empty();
    }

    /** How many running replicas it can take away at the same time at worst. */
    int blastRadius();

    /** Seconds after which the platform takes the change back by itself, by the inverse; 0: it stays. */
    default long expiresAfterSeconds() {
        return 0;
    }

    /**
     * True when something in the world shows afterwards that it was done, so that a repeat is recognised. Otherwise it
     * is never sent a second time after a first try whose fate is unknown.
     */
    default boolean hasNaturalKey() {
        return true;
    }

    /** Short name, for example {@code roll-back}. */
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** One line for people. */
    default String describe() {
        return name() + " " + target();
    }

    /** New pods from the same template, a few at a time, as the workload's own strategy says. */
    record RestartWorkload(Target target) implements Action {
        public RestartWorkload {
            ActionCheck.target("restart-workload", "Deployment", target);
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Deletes one pod; its owner makes a new one. Empty uid: the pod that bears the name when the plan is carried out. */
    record DeletePod(Target target, String uid) implements Action {
        public DeletePod {
            ActionCheck.target("delete-pod", "Pod", target);
            Check.notNull("delete-pod.uid", uid);
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Asks for the pod to go, within its disruption budget; a refusal stands. */
    record EvictPod(Target target, String uid) implements Action {
        public EvictPod {
            ActionCheck.target("evict-pod", "Pod", target);
            Check.notNull("evict-pod.uid", uid);
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Puts an older template in force again. */
    record RollBack(Target target, long fromRevision, long toRevision) implements Action {
        public RollBack {
            ActionCheck.target("roll-back", "Deployment", target);
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
        public String describe() {
            return "roll back " + target + " from revision " + fromRevision + " to " + toRevision;
        }
    }

    /** Sets the replica count, for good or for a time. */
    record Scale(Target target, int from, int to, long expiresAfterSeconds) implements Action {
        public Scale {
            ActionCheck.target("scale", "Deployment", target);
            Check.atLeast("scale.from", 0, from);
            Check.atLeast("scale.to", 1, to);
            ActionCheck.expiry("scale", expiresAfterSeconds);
            if (expiresAfterSeconds > 0 && from < 1) {
                throw new IllegalArgumentException("scale.from is 0, which cannot be gone back to when it expires");
            }
        }

        /** For good. */
        public Scale(Target target, int from, int to) {
            this(target, from, to, 0);
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
        public String describe() {
            return "scale " + target + " from " + from + " to " + to;
        }
    }

    /** No new pods on this node. */
    record Cordon(Target target) implements Action {
        public Cordon {
            ActionCheck.target("cordon", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Uncordon(target));
        }

        @Override
        public int blastRadius() {
            return 0;
        }
    }

    /** Lets pods onto a node again; only if the platform closed it. */
    record Uncordon(Target target) implements Action {
        public Uncordon {
            ActionCheck.target("uncordon", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Cordon(target));
        }

        @Override
        public int blastRadius() {
            return 0;
        }
    }

    /** Cordons, then moves every pod off the node by eviction, within every disruption budget. */
    record Drain(Target target) implements Action {
        public Drain {
            ActionCheck.target("drain", "Node", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new Uncordon(target));
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Takes a pod out of its service and its ReplicaSet by a label, kept for inspection; a new one takes its place. */
    record QuarantinePod(Target target, String uid, long expiresAfterSeconds) implements Action {
        public QuarantinePod {
            ActionCheck.target("quarantine-pod", "Pod", target);
            Check.notNull("quarantine-pod.uid", uid);
            ActionCheck.expiry("quarantine-pod", expiresAfterSeconds);
        }

        /** Until somebody releases it. */
        public QuarantinePod(Target target, String uid) {
            this(target, uid, 0);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ReleasePod(target, uid));
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Puts a quarantined pod back. */
    record ReleasePod(Target target, String uid) implements Action {
        public ReleasePod {
            ActionCheck.target("release-pod", "Pod", target);
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
    }
}
