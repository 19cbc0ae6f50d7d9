package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a plan stands, by the ledger. Each state knows the entries that may follow it and what they lead to; any other
 * entry is irregular. Immutable.
 *
 * <pre>
 * Proposed -> Asked -> Approved -> Acting -> Ended
 *     |         |         |          |-> NeedsPerson -> Ended
 *     |         `-> Ended, when the guard refuses or the person declines
 *     |-> Acting or Ended
 *     `-> Undoing -> Ended, for a plan that takes another one back
 * </pre>
 *
 * <p>Whatever is open may be handed to a person, which ends it.
 */
public sealed interface PlanState {

    /** @return the state after the entry; empty when the entry may not follow this state */
    Optional<PlanState> after(LedgerEntry entry);

    /** Begun so far, in the order of the plan. */
    default List<StepState> steps() {
        return List.of();
    }

    /** Nothing was begun; the guard may have let it through. */
    record Proposed() implements PlanState {

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.ApprovalAsked question) {
                return Optional.of(ask(question));
            }
            if (entry instanceof LedgerEntry.UndoOwed) {
                return Optional.of(new Undoing(List.of()));
            }
            return begunOrRefused(this, entry);
        }

        /** Without a plan there is nothing to approve: somebody was told to look, and that is all. */
        private static PlanState ask(LedgerEntry.ApprovalAsked question) {
            return question.plan() == null ? new Ended(Ending.PERSON_TOLD, List.of()) : new Asked();
        }
    }

    /** A person was asked and has not answered. */
    record Asked() implements PlanState {

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.ApprovalAnswered answer) {
                return Optional.of(answer.approved() ? new Approved() : new Ended(Ending.DECLINED, List.of()));
            }
            // A yes that did not settle it; asked anew when its target changed.
            if (entry instanceof LedgerEntry.ApprovalNoted || entry instanceof LedgerEntry.ApprovalAsked) {
                return Optional.of(this);
            }
            return refusedOrEscalated(entry);
        }
    }

    /** A person said yes. */
    record Approved() implements PlanState {

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            return begunOrRefused(this, entry);
        }
    }

    /** Steps are being carried out, or their effect is being verified. */
    record Acting(List<StepState> steps) implements PlanState {

        public Acting {
            steps = List.copyOf(steps);
        }

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.Intent intent) {
                return begun(steps, intent).map(Acting::new);
            } else if (entry instanceof LedgerEntry.Result result) {
                return ended(steps, result).map(Acting::next);
            } else if (entry instanceof LedgerEntry.Guarded guarded && allWell(steps)) {
                return Optional.of(guarded.allowed() ? this : refusedAfter(steps));
            } else if (entry instanceof LedgerEntry.Verified && allWell(steps)) {
                return Optional.of(new Ended(Ending.VERIFIED, steps));
            } else if (entry instanceof LedgerEntry.Escalated) {
                return Optional.of(new Ended(Ending.ESCALATED, steps));
            }
            return Optional.empty();
        }

        private static PlanState next(List<StepState> steps) {
            StepState.Ended last = (StepState.Ended) steps.get(steps.size() - 1);
            if (last.well()) {
                return new Acting(steps);
            }
            return last.needsPerson()
                    ? new NeedsPerson(steps, last.result().detail())
                    : new Ended(Ending.BROKEN_OFF, steps);
        }
    }

    /**
     * It takes back what another plan did. Owed from its first entry on: it ends with what became of that, also when
     * nothing was begun or a step failed.
     */
    record Undoing(List<StepState> steps) implements PlanState {

        public Undoing {
            steps = List.copyOf(steps);
        }

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.Intent intent) {
                return begun(steps, intent).map(Undoing::new);
            } else if (entry instanceof LedgerEntry.Result result) {
                return ended(steps, result).map(Undoing::next);
            } else if (entry instanceof LedgerEntry.Guarded guarded && guarded.allowed() && allWell(steps)) {
                return Optional.of(this);
            } else if (entry instanceof LedgerEntry.Guarded && allWell(steps)) {
                return Optional.of(steps.isEmpty() ? new Ended(Ending.REFUSED, steps) : refusedAfter(steps));
            } else if (entry instanceof LedgerEntry.Undone undone && mayEnd(undone)) {
                return Optional.of(new Ended(Ending.UNDONE, steps));
            } else if (entry instanceof LedgerEntry.Escalated) {
                return Optional.of(new Ended(Ending.ESCALATED, steps));
            }
            return Optional.empty();
        }

        /** Something was done, nothing is open, and nobody claims more than the results say. */
        private boolean mayEnd(LedgerEntry.Undone undone) {
            boolean settled = !steps.isEmpty() && steps.stream().allMatch(StepState.Ended.class::isInstance);
            return settled && (allWell(steps) || !undone.complete());
        }

        private static PlanState next(List<StepState> steps) {
            StepState.Ended last = (StepState.Ended) steps.get(steps.size() - 1);
            return last.needsPerson() ? new NeedsPerson(steps, last.result().detail()) : new Undoing(steps);
        }

        /** How the step ended that nothing comes after any more. */
        Optional<LedgerEntry.Result> broken() {
            return steps.stream()
                    .filter(StepState.Ended.class::isInstance)
                    .map(StepState.Ended.class::cast)
                    .filter(step -> !step.well())
                    .map(StepState.Ended::result)
                    .findFirst();
        }
    }

    /** Nothing more is done about it but to tell a person, which has not happened yet. */
    record NeedsPerson(List<StepState> steps, String why) implements PlanState {

        public NeedsPerson {
            steps = List.copyOf(steps);
        }

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.Escalated) {
                return Optional.of(new Ended(Ending.ESCALATED, steps));
            }
            return entry instanceof LedgerEntry.Result result
                    ? ended(steps, result).map(now -> new NeedsPerson(now, why))
                    : Optional.empty();
        }
    }

    /** Nothing more is done about it. A call that was under way may still get its result. */
    record Ended(Ending how, List<StepState> steps) implements PlanState {

        public Ended {
            steps = List.copyOf(steps);
        }

        @Override
        public Optional<PlanState> after(LedgerEntry entry) {
            if (entry instanceof LedgerEntry.Escalated) {
                // After a question that nobody answered: from now on it waits for a person.
                return Optional.of(how == Ending.DECLINED ? new Ended(Ending.ESCALATED, steps) : this);
            }
            return entry instanceof LedgerEntry.Result result
                    ? ended(steps, result).map(now -> new Ended(how, now))
                    : Optional.empty();
        }
    }

    /** How a plan comes to its end. */
    enum Ending {
        /** Nothing known fitted; somebody was told. */
        PERSON_TOLD,
        DECLINED,
        REFUSED,
        /** A step was denied or failed, certainly without effect. */
        BROKEN_OFF,
        VERIFIED,
        /** It took back what another plan had done, as far as that went. */
        UNDONE,
        ESCALATED
    }

    private static PlanState refusedAfter(List<StepState> steps) {
        return new NeedsPerson(steps, "refused after step " + steps.size());
    }

    private static boolean allWell(List<StepState> steps) {
        return steps.stream().allMatch(step -> step instanceof StepState.Ended ended && ended.well());
    }

    /** The steps with the next one begun; empty when it is not the next, or the one before has not ended well. */
    private static Optional<List<StepState>> begun(List<StepState> steps, LedgerEntry.Intent intent) {
        if (!allWell(steps) || intent.step() != steps.size()) {
            return Optional.empty();
        }
        List<StepState> more = new ArrayList<>(steps);
        more.add(new StepState.Intended(intent));
        return Optional.of(more);
    }

    private static Optional<PlanState> begunOrRefused(PlanState now, LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded && guarded.allowed()) {
            return Optional.of(now);
        }
        if (entry instanceof LedgerEntry.Intent intent && intent.step() == 0) {
            return Optional.of(new Acting(List.of(new StepState.Intended(intent))));
        }
        return refusedOrEscalated(entry);
    }

    private static Optional<PlanState> refusedOrEscalated(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded && !guarded.allowed()) {
            return Optional.of(new Ended(Ending.REFUSED, List.of()));
        }
        return entry instanceof LedgerEntry.Escalated
                ? Optional.of(new Ended(Ending.ESCALATED, List.of()))
                : Optional.empty();
    }

    /** The steps with the result where it belongs; empty when no open intent waits for it. */
    private static Optional<List<StepState>> ended(List<StepState> steps, LedgerEntry.Result result) {
        List<StepState> now = new ArrayList<>(steps);
        for (int i = 0; i < now.size(); i++) {
            if (now.get(i) instanceof StepState.Intended open
                    && open.intent().id().equals(result.intentId())) {
                now.set(i, open.end(result));
                return Optional.of(now);
            }
        }
        return Optional.empty();
    }
}
