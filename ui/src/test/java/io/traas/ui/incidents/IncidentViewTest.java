package io.traas.ui.incidents;

import static io.traas.ui.Samples.PLAN;
import static io.traas.ui.Samples.act;
import static io.traas.ui.Samples.answered;
import static io.traas.ui.Samples.asked;
import static io.traas.ui.Samples.at;
import static io.traas.ui.Samples.decision;
import static io.traas.ui.Samples.escalated;
import static io.traas.ui.Samples.guarded;
import static io.traas.ui.Samples.intent;
import static io.traas.ui.Samples.located;
import static io.traas.ui.Samples.opened;
import static io.traas.ui.Samples.plan;
import static io.traas.ui.Samples.resolved;
import static io.traas.ui.Samples.result;
import static io.traas.ui.Samples.verified;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Verdict;
import io.traas.ui.incidents.IncidentSummary.Attention;
import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentViewTest {

    @Test
    void walksThroughEveryStageOfTheLoop() {
        assertThat(view(opened(), List.of()).stage()).isEqualTo(LoopStage.DETECT);
        assertThat(view(located(), List.of()).stage()).isEqualTo(LoopStage.DIAGNOSE);
        assertThat(view(located(), List.of(act())).stage()).isEqualTo(LoopStage.DECIDE);
        assertThat(acting(guarded(true)).stage()).isEqualTo(LoopStage.ACT);
        assertThat(acting(guarded(true), intent()).stage()).isEqualTo(LoopStage.ACT);
        assertThat(acting(guarded(true), intent(), result(Outcome.SUCCEEDED)).stage())
                .isEqualTo(LoopStage.VERIFY);
        assertThat(view(resolved(30), List.of(act())).stage()).isEqualTo(LoopStage.CLOSED);
    }

    @Test
    void instantsAppearAsTheyHappen() {
        IncidentSummary.Instants early = view(opened(), List.of()).instants();
        assertThat(early.detectedAt()).isEqualTo(at(0));
        assertThat(early.decidedAt()).isNull();
        assertThat(early.actionStartedAt()).isNull();
        assertThat(early.recoveredAt()).isNull();

        IncidentSummary.Instants late = acting(
                        guarded(true), intent(), result(Outcome.SUCCEEDED), verified(Verdict.RECOVERED))
                .instants();
        assertThat(late).isEqualTo(new IncidentSummary.Instants(at(0), at(1), at(2), at(2.2), at(9), at(20)));
    }

    @Test
    void aShadowDecisionDecidesNothing() {
        Decision real = act();
        Decision shadow = new Decision(
                "shadow",
                real.incidentId(),
                real.decidedAt(),
                1,
                Decision.Mode.SHADOW,
                real.outcome(),
                real.explanation());
        assertThat(view(located(), List.of(shadow)).instants().decidedAt()).isNull();
        assertThat(view(located(), List.of(shadow)).attention()).isEqualTo(Attention.AUTO);
    }

    @Test
    void aHealedIncidentIsHealedBeforeAndAfterItIsResolved() {
        LedgerEntry[] healed = {guarded(true), intent(), result(Outcome.SUCCEEDED), verified(Verdict.RECOVERED)};
        assertThat(acting(healed).outcome()).isEqualTo(IncidentSummary.Outcome.HEALED);
        IncidentSummary over = view(resolved(40), List.of(act()), healed);
        assertThat(over.outcome()).isEqualTo(IncidentSummary.Outcome.HEALED);
        assertThat(over.state()).isEqualTo(IncidentSummary.State.RESOLVED);
        assertThat(over.attention()).isEqualTo(Attention.NONE);
        assertThat(over.resolvedAt()).isEqualTo(at(40));
    }

    @Test
    void outcomesWithoutVerifiedRecoveryAreToldApart() {
        assertThat(view(resolved(40), List.of()).outcome()).isEqualTo(IncidentSummary.Outcome.SELF_RECOVERED);
        assertThat(view(resolved(40), List.of(act()), guarded(false)).outcome())
                .isEqualTo(IncidentSummary.Outcome.SELF_RECOVERED);
        assertThat(view(resolved(40), List.of(act()), intent(), result(Outcome.SUCCEEDED))
                        .outcome())
                .isEqualTo(IncidentSummary.Outcome.UNVERIFIED);
        assertThat(view(resolved(90), List.of(act()), intent(), result(Outcome.FAILED), escalated())
                        .outcome())
                .isEqualTo(IncidentSummary.Outcome.ESCALATED);
        assertThat(acting(intent(), result(Outcome.SUCCEEDED)).outcome()).isNull();
    }

    @Test
    void aQuestionWaitsUntilItIsAnswered() {
        IncidentView waiting = new IncidentView(located(), List.of(act()), List.of(asked(PLAN, 3, at(600))));
        assertThat(waiting.pendingApproval()).isPresent();
        assertThat(waiting.summary("").attention()).isEqualTo(Attention.APPROVAL);

        assertThat(acting(asked(PLAN, 3, at(600)), answered(true)).attention()).isEqualTo(Attention.AUTO);
        assertThat(acting(asked(PLAN, 3, at(600)), answered(true)).stage()).isEqualTo(LoopStage.ACT);
        assertThat(acting(asked(PLAN, 3, at(600)), answered(false)).attention()).isEqualTo(Attention.HUMAN);
    }

    @Test
    void aQuestionIsOvertakenByALaterPlan() {
        Decision later = decision(new Decision.Act(plan("plan-2", 2)));
        IncidentView overtaken = new IncidentView(located(), List.of(act(), later), List.of(asked(PLAN, 3, at(600))));
        assertThat(overtaken.pendingApproval()).isEmpty();
    }

    @Test
    void whoHasToDoSomethingFollowsTheDecision() {
        assertThat(view(located(), List.of(decision(new Decision.DoNothing("observe only"))))
                        .attention())
                .isEqualTo(Attention.OBSERVED);
        assertThat(view(located(), List.of(decision(new Decision.AskHuman(null, "nothing fits"))))
                        .attention())
                .isEqualTo(Attention.HUMAN);
        assertThat(acting(escalated()).attention()).isEqualTo(Attention.HUMAN);
    }

    @Test
    void aRefusalOfTheGuardNeedsAPersonUnlessNobodyOptedIn() {
        assertThat(acting(guarded(false)).attention()).isEqualTo(Attention.HUMAN);
        LedgerEntry notOptedIn = new LedgerEntry.Guarded(
                "g-2",
                located().id(),
                PLAN,
                at(2.1),
                "bad-release",
                1,
                false,
                List.of(new LedgerEntry.GuardCheck("Autonomy", false, "the namespace is at observe")));
        assertThat(acting(notOptedIn).attention()).isEqualTo(Attention.OBSERVED);
    }

    @Test
    void whatWasHandedOverStaysWithThePersonUntilItRecovers() {
        Decision later = decision(new Decision.DoNothing("handed over already"));
        assertThat(view(located(), List.of(act(), later), escalated()).attention())
                .isEqualTo(Attention.HUMAN);
        assertThat(view(located(), List.of(act(), later), escalated(), verified(Verdict.RECOVERED))
                        .attention())
                .isEqualTo(Attention.AUTO);
    }

    @Test
    void verificationShowsTheDeadlineBeforeItShowsTheVerdict() {
        IncidentView running =
                new IncidentView(located(), List.of(act()), List.of(intent(), result(Outcome.SUCCEEDED)));
        IncidentView.Verification open = running.verification().orElseThrow();
        assertThat(open.verdict()).isNull();
        assertThat(open.holdSeconds()).isEqualTo(10);
        assertThat(open.deadlineAt()).isEqualTo(at(62.5));

        IncidentView done = new IncidentView(
                located(),
                List.of(act()),
                List.of(intent(), result(Outcome.SUCCEEDED), verified(Verdict.NOT_RECOVERED)));
        assertThat(done.verification().orElseThrow().verdict()).isEqualTo(Verdict.NOT_RECOVERED);
        assertThat(done.summary("").outcome()).isNull();
    }

    private static IncidentSummary acting(LedgerEntry... ledger) {
        return view(located(), List.of(act()), ledger);
    }

    private static IncidentSummary view(Incident incident, List<Decision> decisions, LedgerEntry... ledger) {
        return new IncidentView(incident, decisions, List.of(ledger)).summary("");
    }
}
