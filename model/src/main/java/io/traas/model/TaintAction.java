package io.traas.model;

import java.util.Optional;

/** Marks on nodes that keep pods off them. */
public sealed interface TaintAction extends Action {

    /** The one taint that makes a cluster let go of the pods and volumes of a dead node. */
    String OUT_OF_SERVICE = "node.kubernetes.io/out-of-service";

    enum Effect {
        NO_SCHEDULE("NoSchedule"),
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        NO_EXECUTE("NoExecute");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        /** As Kubernetes spells it. */
        public String text() {
            return text;
        }
    }

    /**
     * Adds a taint. {@code NO_EXECUTE} ends pods outside of every disruption budget, so it is taken for
     * {@value #OUT_OF_SERVICE} only, on a node that is not ready.
     */
    record AddTaint(Target target, String key, String value, Effect effect, long expiresAfterSeconds)
            implements TaintAction {
        public AddTaint {
            checked("add-taint", target, key, value, effect);
            ActionCheck.expiry("add-taint", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new RemoveTaint(target, key, value, effect));
        }

        @Override
        public int blastRadius() {
            return effect == Effect.NO_EXECUTE ? 1 : 0;
        }

        @Override
        public String describe() {
            return "taint " + target + " with " + key + "=" + value + ":" + effect.text();
        }
    }

    /** Takes a taint away; only one that the platform put there. */
    record RemoveTaint(Target target, String key, String value, Effect effect) implements TaintAction {
        public RemoveTaint {
            checked("remove-taint", target, key, value, effect);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new AddTaint(target, key, value, effect, 0));
        }

        @Override
        public int blastRadius() {
            return 0;
        }

        @Override
        public String describe() {
            return "take the taint " + key + "=" + value + ":" + effect.text() + " off " + target;
        }
    }

    private static void checked(String action, Target target, String key, String value, Effect effect) {
        ActionCheck.target(action, "Node", target);
        Check.notBlank(action + ".key", key);
        Check.notNull(action + ".value", value);
        Check.notNull(action + ".effect", effect);
        if (effect == Effect.NO_EXECUTE && !key.equals(OUT_OF_SERVICE)) {
            throw new IllegalArgumentException(
                    action + ".key is '" + key + "': the effect NoExecute is only taken for " + OUT_OF_SERVICE);
        }
    }
}
