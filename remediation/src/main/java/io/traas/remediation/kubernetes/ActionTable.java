package io.traas.remediation.kubernetes;

import io.traas.model.Action;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Function;

/** Which code carries out which kind of action. */
final class ActionTable {

    private final Edits edits;
    private final Map<Class<? extends Action>, Entry<?>> entries = new HashMap<>();

    private record Entry<A extends Action>(
            Class<A> type,
            BiFunction<A, Step, StepResult> carryOut,
            BiPredicate<A, Step> shows,
            BiConsumer<A, Step> fence,
            BiPredicate<A, ApiObject> changes) {

        StepResult carryOut(Step step) {
            return carryOut.apply(type.cast(step.action()), step);
        }

        boolean shows(Step step) {
            return shows.test(type.cast(step.action()), step);
        }

        void fence(Step step) {
            fence.accept(type.cast(step.action()), step);
        }

        boolean changes(Action action, ApiObject object) {
            return changes.test(type.cast(action), object);
        }
    }

    ActionTable(Edits edits) {
        this.edits = edits;
    }

    /**
     * @param shows whether the cluster shows that the step was done; changes nothing
     * @param fence bars a request of an earlier executor that may still be on its way
     */
    <A extends Action> ActionTable with(
            Class<A> type,
            BiFunction<A, Step, StepResult> carryOut,
            BiPredicate<A, Step> shows,
            BiConsumer<A, Step> fence) {
        entries.put(type, new Entry<>(type, carryOut, shows, fence, (action, object) -> false));
        return this;
    }

    /** An action that is one edit of one object. @param name of the object */
    <A extends Action> ActionTable withEdit(
            Class<A> type, ObjectKind kind, Function<A, String> name, BiFunction<A, Step, Edits.Edit> edit) {
        entries.put(
                type,
                new Entry<>(
                        type,
                        (action, step) -> edits.carryOut(step, kind, name.apply(action), edit.apply(action, step)),
                        (action, step) -> edits.shows(step, kind, name.apply(action), edit.apply(action, step)),
                        (action, step) -> edits.fence(step, kind, name.apply(action)),
                        (action, object) -> object.kind() == kind
                                && object.name().equals(name.apply(action))
                                && object.namespace().equals(action.target().namespace())));
        return this;
    }

    <A extends Action> ActionTable withEdit(
            Class<A> type, ObjectKind kind, Function<A, String> name, Function<A, Edits.Edit> edit) {
        return withEdit(type, kind, name, (action, step) -> edit.apply(action));
    }

    /** True when the action is an edit of this very object. */
    boolean changes(Action action, ApiObject object) {
        Entry<?> entry = entries.get(action.getClass());
        return entry != null && entry.changes(action, object);
    }

    StepResult carryOut(Step step) {
        return entry(step.action()).carryOut(step);
    }

    boolean shows(Step step) {
        return entry(step.action()).shows(step);
    }

    void fence(Step step) {
        entry(step.action()).fence(step);
    }

    Set<Class<? extends Action>> types() {
        return Set.copyOf(entries.keySet());
    }

    private Entry<?> entry(Action action) {
        Entry<?> entry = entries.get(action.getClass());
        if (entry == null) {
            throw RefusedException.denied(Reason.INVALID, action.name() + " is no action on a Kubernetes cluster");
        }
        return entry;
    }
}
