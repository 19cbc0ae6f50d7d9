package io.traas.model;

import java.util.Optional;

/** How a change of a workload goes on, and the configuration it runs with. */
public sealed interface RolloutAction extends Action {

    /** Keeps a roll-out where it is. */
    record PauseRollout(Target target, long expiresAfterSeconds) implements RolloutAction {
        public PauseRollout {
            ActionCheck.target("pause-rollout", "Deployment", target);
            ActionCheck.expiry("pause-rollout", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new ResumeRollout(target));
        }

        @Override
        public int blastRadius() {
            return 0;
        }
    }

    /** Lets a roll-out go on; only if the platform paused it. */
    record ResumeRollout(Target target) implements RolloutAction {
        public ResumeRollout {
            ActionCheck.target("resume-rollout", "Deployment", target);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new PauseRollout(target, 0));
        }

        @Override
        public int blastRadius() {
            return 1;
        }
    }

    /**
     * Sets one key of a ConfigMap, such as a feature flag. What else is in it stays as it is.
     *
     * @param from the value the plan was made for
     */
    record SetConfig(Target target, String configMap, String key, String from, String to, long expiresAfterSeconds)
            implements RolloutAction {
        public SetConfig {
            ActionCheck.target("set-config", "Deployment", target);
            ActionCheck.objectName("set-config.configMap", configMap);
            Check.notBlank("set-config.key", key);
            Check.notNull("set-config.from", from);
            Check.notNull("set-config.to", to);
            ActionCheck.different("set-config", from, to);
            ActionCheck.expiry("set-config", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new SetConfig(target, configMap, key, to, from, 0));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String describe() {
            return "set " + key + " of ConfigMap " + configMap + " from '" + from + "' to '" + to + "' for " + target;
        }
    }
}
