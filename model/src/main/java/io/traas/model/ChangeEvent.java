package io.traas.model;

import java.time.Instant;

/**
 * Somebody or something changed a target: who, what, when.
 *
 * @param id derived from target, kind and the version it led to
 * @param actor the field manager or user that made the change, as the cluster names it
 * @param from what it was before (revision, replica count, ...), empty when unknown
 * @param to what it is now
 * @param summary one line for people
 */
public record ChangeEvent(
        String id,
        Target target,
        Kind kind,
        Instant at,
        String actor,
        ActorType actorType,
        String from,
        String to,
        String summary) {

    public enum Kind {
        /** A new pod template with new code: image, command, arguments. */
        ROLLOUT,
        /** A new pod template that differs only in configuration: environment, references to config. */
        CONFIG,
        /** Same template again, new pods. */
        RESTART,
        SCALE,
        NODE,
        OTHER
    }

    public enum ActorType {
        /** A person at a keyboard: interactive tools. */
        PERSON,
        /** Delivery tooling: pipelines, GitOps. */
        PIPELINE,
        /** This platform. */
        PLATFORM,
        /** A controller of the cluster itself: autoscaler, node controller. */
        CONTROLLER
    }

    public ChangeEvent {
        Check.notBlank("change.id", id);
        Check.notNull("change.target", target);
        Check.notNull("change.kind", kind);
        Check.notNull("change.at", at);
        Check.notNull("change.actor", actor);
        Check.notNull("change.actorType", actorType);
        Check.notNull("change.from", from);
        Check.notNull("change.to", to);
        Check.notNull("change.summary", summary);
    }

    /** True when it put another pod template in force: the kind of change that can be rolled back. */
    public boolean isRelease() {
        return kind == Kind.ROLLOUT || kind == Kind.CONFIG;
    }
}
