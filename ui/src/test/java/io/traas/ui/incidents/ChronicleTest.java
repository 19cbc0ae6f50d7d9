package io.traas.ui.incidents;

import static io.traas.ui.Samples.ID;
import static io.traas.ui.Samples.PLAN;
import static io.traas.ui.Samples.T0;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.ui.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What people read on the timeline. */
class ChronicleTest {

    @Test
    void decisionsSayWhatAndWhy() {
        assertThat(text(Samples.act()))
                .isEqualTo("Decided on bad-release (rung 1): roll back prod/shop/Deployment/cart from revision 2 to 1,"
                        + " because the release made it fail");
        assertThat(text(Samples.decision(new Decision.DoNothing("nobody opted in"))))
                .isEqualTo("Decided to do nothing: nobody opted in");
        assertThat(text(Samples.decision(new Decision.AskHuman(null, "nothing known fits"))))
                .isEqualTo("Asks a person: nothing known fits");
    }

    @Test
    void theGuardNamesTheCheckThatFailed() {
        assertThat(Chronicle.of(Samples.guarded(true)).summary())
                .isEqualTo("Guard allows bad-release, checks passed: 1");
        NewEvent refused = Chronicle.of(Samples.guarded(false));
        assertThat(refused.summary()).isEqualTo("Guard refuses bad-release: BlastRadius (1 of 3)");
        assertThat(refused.failed()).isTrue();
    }

    @Test
    void answersTellYesNoAndSilenceApart() {
        assertThat(Chronicle.of(Samples.answered(true)).summary()).isEqualTo("Approved by kim: looks right");
        assertThat(Chronicle.of(Samples.answered(false)).summary()).isEqualTo("Rejected by kim: looks right");
        LedgerEntry lapsed = new LedgerEntry.ApprovalAnswered("a", ID, PLAN, T0, false, "", "nobody answered in time");
        assertThat(Chronicle.of(lapsed).summary()).isEqualTo("Not answered: nobody answered in time");
    }

    @Test
    void resultsAndVerdictsAreMarkedAsFailedUnlessTheyAreGood() {
        for (Outcome outcome : Outcome.values()) {
            boolean good = outcome == Outcome.SUCCEEDED || outcome == Outcome.SKIPPED;
            assertThat(Chronicle.of(Samples.result(outcome)).failed())
                    .as("%s", outcome)
                    .isEqualTo(!good);
        }
        for (Verdict verdict : Verdict.values()) {
            assertThat(Chronicle.of(Samples.verified(verdict)).failed())
                    .as("%s", verdict)
                    .isEqualTo(verdict != Verdict.RECOVERED);
        }
        assertThat(Chronicle.of(Samples.verified(Verdict.RECOVERED)).summary())
                .isEqualTo("Verified: recovered: errors 0.1 % for 10 s");
    }

    @Test
    void commandsNameWhoAskedAndWhy() {
        NewEvent stop = Chronicle.of(new Command.Stop("c", T0, "kim", "something is odd", null, null), null);
        assertThat(stop.summary()).isEqualTo("kim asked to stop: something is odd");
        assertThat(stop.kind()).isEqualTo(EventKind.CONTROL);
        NewEvent approve = Chronicle.of(new Command.Approve("c", T0, "kim", "", PLAN, ""), ID);
        assertThat(approve.summary()).isEqualTo("kim asked to approve");
        assertThat(approve.planId()).isEqualTo(PLAN);
    }

    @Test
    void theSameRecordHasTheSameSourceAndDifferentOnesHaveNot() {
        List<String> sources = List.of(
                Chronicle.of(Samples.intent()).sourceId(),
                Chronicle.of(Samples.guarded(true)).sourceId(),
                Chronicle.of(Samples.act()).sourceId(),
                Chronicle.of(Samples.rollout(1), null).sourceId(),
                Chronicle.of(Samples.rollout(1), ID).sourceId());
        assertThat(sources).doesNotHaveDuplicates();
        assertThat(Chronicle.of(Samples.intent()).sourceId()).isEqualTo(sources.get(0));
    }

    private static String text(Decision decision) {
        return Chronicle.of(decision).summary();
    }
}
