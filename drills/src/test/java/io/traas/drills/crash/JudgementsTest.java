package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgementsTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Judgements.Run RUN = new Judgements.Run("plan-1", "shop", 1, null);
    private static final CrashCase CASE =
            new CrashCase(CrashCase.Point.BEFORE_SEND, CrashCase.Failure.CUT, CrashCase.Recovery.OTHER_NODE);

    private final Seen seen = new Seen();
    private final Judgements judgements = new Judgements(seen);

    @Test
    void whatWasKnownWhenTheRunWasJudgedIsNotToldAgain() {
        seen.effects.add(effect(2, 3));
        seen.effects.add(effect(3, 3));

        assertThat(judge().doubled()).isEqualTo(1);
        assertThat(judgements.late()).isEqualTo(new Judgements.Late(0, List.of()));
    }

    /** Of a replica that was cut off: what it had sent came after the other had long done and verified the same. */
    @Test
    void anEffectThatArrivesAfterItsRunIsCounted() {
        seen.effects.add(effect(2, 3));
        assertThat(judge().good()).isTrue();

        seen.effects.add(effect(20, 2));

        Judgements.Late late = judgements.late();
        assertThat(late.doubled()).isEqualTo(1);
        assertThat(late.violations())
                .hasSize(2)
                .anyMatch(text -> text.startsWith("I1 "))
                .anyMatch(text -> text.startsWith("I5 "));
    }

    @Test
    void anEntryThatContradictsTheEarlierOneIsNamedOnce() {
        seen.effects.add(effect(2, 3));
        judge();
        judge();

        seen.entries.add(result("r-2", Outcome.FAILED));

        assertThat(judgements.late().violations())
                .containsExactlyInAnyOrder(
                        "the ledger says FAILED of "
                                + new Action.RestartWorkload(Target.deployment("practice", "drill", "shop")).describe()
                                + ", and it happened",
                        "I3 i-1 is SUCCEEDED and FAILED");
    }

    @Test
    void aPlanThatWasLostHasNotEnded() {
        seen.effects.add(effect(2, 3));
        judge();
        judgements.judge(new Judgements.Run("plan-2", "shop", 1, null), CASE, true, 1);

        assertThat(judgements.plansEnded()).containsExactly("plan-1");
    }

    private Verdict judge() {
        return judgements.judge(RUN, CASE, true, 1);
    }

    private static Effect effect(int second, long fence) {
        return new Effect(NOON.plusSeconds(second), "patch", "shop", "key-1", "", fence, false);
    }

    private static LedgerEntry result(String id, Outcome outcome) {
        return new LedgerEntry.Result(id, "inc", "plan-1", NOON.plusSeconds(3), "i-1", outcome, "", "");
    }

    /** A take-over, and after it a plan of one step that went well. */
    private static final class Seen implements Evidence {

        final List<Effect> effects = new ArrayList<>();
        final List<LedgerEntry> entries = new ArrayList<>(List.of(
                LedgerEntry.TookOver.of(3, "a", NOON),
                new LedgerEntry.Intent(
                        "i-1",
                        "inc",
                        "plan-1",
                        NOON,
                        0,
                        new Action.RestartWorkload(Target.deployment("practice", "drill", "shop")),
                        "key-1",
                        3,
                        "",
                        "",
                        NOON.plusSeconds(60)),
                result("r-1", Outcome.SUCCEEDED),
                new LedgerEntry.Verified(
                        "v",
                        "inc",
                        "plan-1",
                        NOON.plusSeconds(9),
                        "runbook",
                        1,
                        io.traas.model.Verdict.RECOVERED,
                        NOON,
                        List.of())));

        @Override
        public List<LedgerEntry> entriesSince(int position) {
            return List.copyOf(entries.subList(position, entries.size()));
        }

        @Override
        public long epochAt(int position) {
            return 3;
        }

        @Override
        public List<Effect> effectsOn(String workload) {
            return List.copyOf(effects);
        }
    }
}
