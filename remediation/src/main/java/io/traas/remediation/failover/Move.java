package io.traas.remediation.failover;

import java.util.List;
import java.util.Objects;

/**
 * One move of a unit's leader; what is learnt on the way is filled in.
 *
 * @param id also the asker to whom replicas promise the epoch
 * @param source the centre that leads, or led
 * @param sourceEpoch the epoch in which it does
 * @param target where it goes; empty until a failover has chosen
 * @param epoch the epoch of the new leader
 * @param fencePosition the end of the log that the target must have; -1 until known
 */
public record Move(
        String id,
        Kind kind,
        String unit,
        String group,
        String source,
        long sourceEpoch,
        String target,
        long epoch,
        long fencePosition) {

    /** Why it is made. */
    public enum Kind {
        /** Planned, with the source alive. */
        SWITCHOVER(Step.SWITCHOVER),
        /** The source is lost. */
        FAILOVER(Step.FAILOVER),
        /** An earlier move ended with a leader that nobody is led to, or that takes no writes yet. */
        COMPLETION(Step.COMPLETION);

        private final List<Step> steps;

        Kind(List<Step> steps) {
            this.steps = steps;
        }

        List<Step> steps() {
            return steps;
        }
    }

    public Move {
        Objects.requireNonNull(kind, "kind is missing");
        if (epoch <= sourceEpoch) {
            throw new IllegalArgumentException(
                    "the new epoch must be above the old one, was " + epoch + " after " + sourceEpoch);
        }
        if (target.equals(source)) {
            throw new IllegalArgumentException("unit " + unit + " is led from " + source + " already");
        }
    }

    Move towards(String centre) {
        return new Move(id, kind, unit, group, source, sourceEpoch, centre, epoch, fencePosition);
    }

    Move fencedAt(long position) {
        return new Move(id, kind, unit, group, source, sourceEpoch, target, epoch, position);
    }
}
