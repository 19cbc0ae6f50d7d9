package io.traas.remediation.failover;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where a move is. Only the legal transitions are methods. */
public sealed interface MoveState {

    /** Since when it is there. */
    Instant at();

    static Running begin(Move.Kind kind, Instant now) {
        return new Running(kind, kind.steps().get(0), now, "");
    }

    /**
     * At work on a step.
     *
     * @param since when the step began; its time limit counts from there
     * @param why for the steps that end a move early
     */
    record Running(Move.Kind kind, Step step, Instant since, String why) implements MoveState {

        @Override
        public Instant at() {
            return since;
        }

        /** The step is done. */
        MoveState done(Instant now) {
            if (step == Step.UNFREEZE_SOURCE) {
                return new Ended(Result.ABORTED, now, why);
            }
            if (step == Step.REFREEZE_TARGET) {
                return new Ended(Result.ESCALATED, now, why);
            }
            List<Step> steps = kind.steps();
            int next = steps.indexOf(step) + 1;
            return next == steps.size()
                    ? new Ended(Result.COMPLETED, now, "")
                    : new Running(kind, steps.get(next), now, "");
        }

        /** The step cannot be done, or not in time. */
        MoveState failed(String because, Instant now) {
            String told = why.isEmpty() ? step + ": " + because : why + "; " + step + ": " + because;
            return switch (step.expiry()) {
                case ABORT -> new Ended(Result.ABORTED, now, told);
                case UNFREEZE -> new Running(kind, Step.UNFREEZE_SOURCE, now, told);
                case REFREEZE -> new Running(kind, Step.REFREEZE_TARGET, now, told);
                case ESCALATE -> new Ended(Result.ESCALATED, now, told);
            };
        }

        /** Somebody stopped it from outside. Empty when it has gone too far for that. */
        Optional<MoveState> stopped(String because, Instant now) {
            return step.afterPromotion() ? Optional.empty() : Optional.of(failed(because, now));
        }

        boolean isLate(Instant now) {
            return now.isAfter(since.plus(step.limit()));
        }

        /** As taken up by another process: what must not be given up gets its time anew. */
        Running resumed(Instant now) {
            return step.afterPromotion() ? new Running(kind, step, now, why) : this;
        }
    }

    /** Over. */
    record Ended(Result result, Instant at, String why) implements MoveState {}

    /** How a move ends. */
    enum Result {
        COMPLETED,
        /** Everything is as it was. */
        ABORTED,
        /** A person has to look; the unit has no second writer, at worst none. */
        ESCALATED
    }
}
