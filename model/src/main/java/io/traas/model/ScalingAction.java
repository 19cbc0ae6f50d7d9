package io.traas.model;

import java.util.Locale;
import java.util.Optional;

/** More or less room for a workload, other than by its replica count. */
public sealed interface ScalingAction extends Action {

    /** What a container may use of something: the limit its node enforces. */
    enum Resource {
        CPU,
        MEMORY
    }

    /**
     * Moves the bounds of the autoscaler that owns the workload's replica count.
     *
     * @param autoscaler name of the HorizontalPodAutoscaler
     */
    record SetAutoscalerBounds(
            Target target, String autoscaler, int fromMin, int fromMax, int toMin, int toMax, long expiresAfterSeconds)
            implements ScalingAction {
        public SetAutoscalerBounds {
            ActionCheck.target("set-autoscaler-bounds", "Deployment", target);
            ActionCheck.objectName("set-autoscaler-bounds.autoscaler", autoscaler);
            Check.atLeast("set-autoscaler-bounds.fromMin", 1, fromMin);
            Check.atLeast("set-autoscaler-bounds.fromMax", fromMin, fromMax);
            Check.atLeast("set-autoscaler-bounds.toMin", 1, toMin);
            Check.atLeast("set-autoscaler-bounds.toMax", toMin, toMax);
            ActionCheck.expiry("set-autoscaler-bounds", expiresAfterSeconds);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new SetAutoscalerBounds(target, autoscaler, toMin, toMax, fromMin, fromMax, 0));
        }

        @Override
        public int blastRadius() {
            return Math.max(0, Math.max(fromMin - toMin, fromMax - toMax));
        }

        @Override
        public String describe() {
            return "set the bounds of autoscaler " + autoscaler + " of " + target + " from " + fromMin + ".." + fromMax
                    + " to " + toMin + ".." + toMax;
        }
    }

    /**
     * Sets the limit of one container in the pod template; a request above it is lowered to it. New pods, a few at a time.
     *
     * @param from the limit the plan was made for, as it is written in the template
     */
    record SetLimit(Target target, String container, Resource resource, String from, String to)
            implements ScalingAction {
        public SetLimit {
            ActionCheck.target("set-limit", "Deployment", target);
            ActionCheck.objectName("set-limit.container", container);
            Check.notNull("set-limit.resource", resource);
            ActionCheck.quantity("set-limit.from", from);
            ActionCheck.quantity("set-limit.to", to);
            ActionCheck.different("set-limit", from, to);
        }

        /** True when the container may use less afterwards. */
        public boolean lowers() {
            return ActionCheck.amount(to) < ActionCheck.amount(from);
        }

        @Override
        public Optional<Action> inverse() {
            return Optional.of(new SetLimit(target, container, resource, to, from));
        }

        @Override
        public int blastRadius() {
            return 1;
        }

        @Override
        public String describe() {
            return "set the " + resource.name().toLowerCase(Locale.ROOT) + " limit of container " + container + " of "
                    + target + " from " + from + " to " + to;
        }
    }
}
