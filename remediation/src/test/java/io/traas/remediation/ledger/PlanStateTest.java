package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every entry after every state: what it leads to, or that it may not be there. */
class PlanStateTest {

    /** Each by a name; results and undoings are of the step that was begun last. */
    private static final Map<String, LedgerEntry> ENTRIES = Map.ofEntries(
            Map.entry("allowed", guarded(true)),
            Map.entry("refused", guarded(false)),
            Map.entry("asked", asked()),
            Map.entry("yes", answered(true)),
            Map.entry("no", answered(false)),
            Map.entry("noted", noted()),
            Map.entry("first", intent(0)),
            Map.entry("second", intent(1)),
            Map.entry("well", result(0, Outcome.SUCCEEDED)),
            Map.entry("failed", result(0, Outcome.FAILED)),
            Map.entry("unknown", result(0, Outcome.UNKNOWN)),
            Map.entry("verified", verified()),
            Map.entry("owed", owed()),
            Map.entry("undone", undone(true)),
            Map.entry("half undone", undone(false)),
            Map.entry("escalated", escalated()));

    /** State by the entries that lead to it, then all that may follow, with what that leads to. */
    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of(
                        List.of(),
                        Map.of(
                                "allowed", "Proposed",
                                "refused", "Ended REFUSED",
                                "asked", "Asked",
                                "first", "Acting",
                                "owed", "Undoing",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("asked"),
                        Map.of(
                                "asked", "Asked",
                                "noted", "Asked",
                                "yes", "Approved",
                                "no", "Ended DECLINED",
                                "refused", "Ended REFUSED",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("asked", "yes"),
                        Map.of(
                                "allowed", "Approved",
                                "refused", "Ended REFUSED",
                                "first", "Acting",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("first"),
                        Map.of(
                                "well", "Acting",
                                "failed", "Ended BROKEN_OFF",
                                "unknown", "NeedsPerson",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("first", "well"),
                        Map.of(
                                "allowed", "Acting",
                                "refused", "NeedsPerson",
                                "second", "Acting",
                                "verified", "Ended VERIFIED",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("owed"),
                        Map.of(
                                "allowed", "Undoing",
                                "refused", "Ended REFUSED",
                                "first", "Undoing",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("owed", "first"),
                        Map.of(
                                "well", "Undoing",
                                "failed", "Undoing",
                                "unknown", "NeedsPerson",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("owed", "first", "well"),
                        Map.of(
                                "allowed", "Undoing",
                                "refused", "NeedsPerson",
                                "second", "Undoing",
                                "undone", "Ended UNDONE",
                                "half undone", "Ended UNDONE",
                                "escalated", "Ended ESCALATED")),
                Arguments.of(
                        List.of("owed", "first", "failed"),
                        Map.of("half undone", "Ended UNDONE", "escalated", "Ended ESCALATED")),
                Arguments.of(List.of("first", "unknown"), Map.of("escalated", "Ended ESCALATED")),
                Arguments.of(List.of("owed", "first", "unknown"), Map.of("escalated", "Ended ESCALATED")),
                Arguments.of(List.of("first", "well", "verified"), Map.of("escalated", "Ended VERIFIED")),
                Arguments.of(List.of("owed", "first", "well", "undone"), Map.of("escalated", "Ended UNDONE")),
                Arguments.of(List.of("refused"), Map.of("escalated", "Ended REFUSED")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void onlyWhatMayFollowLeadsOn(List<String> before, Map<String, String> mayFollow) {
        PlanState state = new PlanState.Proposed();
        for (String entry : before) {
            state = state.after(ENTRIES.get(entry)).orElseThrow();
        }
        for (Map.Entry<String, LedgerEntry> next : ENTRIES.entrySet()) {
            assertThat(state.after(next.getValue()).map(PlanStateTest::name))
                    .as("%s after %s", next.getKey(), before)
                    .isEqualTo(Optional.ofNullable(mayFollow.get(next.getKey())));
        }
    }

    private static String name(PlanState state) {
        String name = state.getClass().getSimpleName();
        return state instanceof PlanState.Ended ended ? name + " " + ended.how() : name;
    }

    private static LedgerEntry guarded(boolean allowed) {
        return new LedgerEntry.Guarded("g", "inc", "p", Scene.NOON, "r", 1, allowed, List.of());
    }

    private static LedgerEntry asked() {
        return new LedgerEntry.ApprovalAsked(
                "q",
                "inc",
                "p",
                Scene.NOON,
                Scene.plan("r", 1, new Action.RestartWorkload(Scene.CART)),
                "risky",
                Scene.NOON);
    }

    private static LedgerEntry answered(boolean approved) {
        return new LedgerEntry.ApprovalAnswered("a", "inc", "p", Scene.NOON, approved, "ann", "");
    }

    private static LedgerEntry noted() {
        return new LedgerEntry.ApprovalNoted(
                "n", "inc", "p", Scene.NOON, "ann", "", "", LedgerEntry.ApprovalNote.COUNTED, "");
    }

    private static LedgerEntry intent(int step) {
        Action restart = new Action.RestartWorkload(Scene.CART);
        return new LedgerEntry.Intent(
                "i" + step, "inc", "p", Scene.NOON, step, restart, "key" + step, 1, "uid", "", Scene.NOON);
    }

    private static LedgerEntry result(int step, Outcome outcome) {
        return new LedgerEntry.Result("r" + step, "inc", "p", Scene.NOON, "i" + step, outcome, "", "");
    }

    private static LedgerEntry verified() {
        return new LedgerEntry.Verified("v", "inc", "p", Scene.NOON, "r", 1, Verdict.WORSE, null, List.of());
    }

    private static LedgerEntry owed() {
        return new LedgerEntry.UndoOwed(
                "o", "inc", "p", Scene.NOON, "p0", Scene.plan("r", 1, new Action.RestartWorkload(Scene.CART)), true);
    }

    private static LedgerEntry undone(boolean complete) {
        return new LedgerEntry.Undone("u", "inc", "p", Scene.NOON, "p0", complete, "");
    }

    private static LedgerEntry escalated() {
        return new LedgerEntry.Escalated("e", "inc", "p", Scene.NOON, "why");
    }
}
