package io.traas.model;

import java.util.Optional;

/** Cuts a pod off the network without ending it. */
public sealed interface IsolationAction extends Action {

    /** Denies the pod all traffic in and out, by a NetworkPolicy of its own that goes with it. */
    record IsolatePod(Target target, String uid, long expiresAfterSeconds) implements IsolationAction {
        public IsolatePod {
            ActionCheck.target("isolate-pod", "Pod", target);
            Check.notNull("isolate-pod.uid", uid);
            ActionCheck.expiry("isolate-pod", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new RejoinPod(target, uid));
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /** Lets an isolated pod take part again. */
    record RejoinPod(Target target, String uid) implements IsolationAction {
        public RejoinPod {
            ActionCheck.target("rejoin-pod", "Pod", target);
            Check.notNull("rejoin-pod.uid", uid);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new IsolatePod(target, uid, 0));
        }

        @Override
        public int blastRadius() {
            return 0;
        }
    }
}
