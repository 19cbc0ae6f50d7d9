package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.cluster.Write;
import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.model.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExaminationTest {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String PLAN = "plan-1";
    private static final Target SHOP = Target.deployment("practice", "drill", "shop");
    private static final CrashCase CASE =
            new CrashCase(CrashCase.Point.BEFORE_SEND, CrashCase.Failure.KILL, CrashCase.Recovery.OTHER_NODE);

    @Test
    void aPlanThatWentWellIsGood() {
        assertThat(examine(wholePlan(), effect(2, "key-1", 3)).good()).isTrue();
    }

    @Test
    void aSecondEffectOfOneIntentIsDoubled() {
        var verdict = examine(wholePlan(), effect(2, "key-1", 3), effect(4, "key-1", 4));

        assertThat(verdict.doubled()).isEqualTo(1);
        assertThat(verdict.violations()).singleElement().asString().startsWith("I1 ");
    }

    @Test
    void anEffectNobodyIntendedIsNamed() {
        var verdict = examine(wholePlan(), effect(2, "key-1", 3), effect(3, "key-2", 3));

        assertThat(verdict.violations()).singleElement().asString().startsWith("I2 ");
    }

    @Test
    void anIntentWithoutResultIsLost() {
        List<LedgerEntry> entries = new ArrayList<>(wholePlan());
        entries.removeIf(LedgerEntry.Result.class::isInstance);

        assertThat(examine(entries, effect(2, "key-1", 3)).lost()).isPositive();
    }

    @Test
    void aPlanWithoutAnEndIsLost() {
        List<LedgerEntry> entries = new ArrayList<>(wholePlan());
        entries.removeIf(LedgerEntry.Verified.class::isInstance);

        var verdict = examine(entries, effect(2, "key-1", 3));

        assertThat(verdict.lost()).isEqualTo(1);
        assertThat(verdict.violations()).singleElement().asString().startsWith("I7 ");
    }

    @Test
    void anEffectOfALowerEpochThanTheLastIsNamed() {
        var verdict = examine(wholePlan(), mark(1, 4), effect(2, "key-1", 3));

        assertThat(verdict.violations()).singleElement().asString().startsWith("I5 ");
    }

    @Test
    void aLedgerThatDeniesWhatHappenedIsNamed() {
        List<LedgerEntry> entries = List.of(tookOver(3), intent(), result(Outcome.DENIED));

        assertThat(examine(entries, effect(2, "key-1", 3)).violations())
                .singleElement()
                .asString()
                .contains("and it happened");
        assertThat(examine(entries).good()).isTrue();
    }

    @Test
    void whatIsDoneTooLongAfterAStopIsNamed() {
        List<Effect> effects = List.of(effect(2, "key-1", 3));

        assertThat(new Examination(PLAN, wholePlan(), effects, NOON.minusSeconds(5), 0)
                        .verdict(CASE, true, 1)
                        .violations())
                .singleElement()
                .asString()
                .startsWith("I4 ");
    }

    @Test
    void anIntentOfAnotherEpochThanTheLedgersIsNamed() {
        List<LedgerEntry> entries = new ArrayList<>(wholePlan());
        entries.add(1, tookOver(4));

        assertThat(examine(entries, effect(2, "key-1", 3)).violations())
                .singleElement()
                .asString()
                .startsWith("I3 ");
    }

    @Test
    void theEpochOfTheLedgerIsKnownBeforeTheFirstTakeOverOfTheRun() {
        List<LedgerEntry> withoutTakeOver = wholePlan().subList(1, wholePlan().size());
        List<Effect> effects = List.of(effect(2, "key-1", 3));

        assertThat(new Examination(PLAN, withoutTakeOver, effects, null, 3)
                        .verdict(CASE, true, 1)
                        .good())
                .isTrue();
        assertThat(new Examination(PLAN, withoutTakeOver, effects, null, 4)
                        .verdict(CASE, true, 1)
                        .violations())
                .containsExactly("I3 an intent of epoch 3 was written in epoch 4");
        assertThat(new Examination(PLAN, wholePlan(), effects, null, 3)
                        .verdict(CASE, true, 1)
                        .violations())
                .containsExactly("I3 epoch 3 follows 3 on the ledger");
    }

    @Test
    void whatTakesAPodAwayIsKnownByThePod() {
        Write delete = write("delete", "pods", "shop-1", "", "{\"preconditions\":{\"uid\":\"u-1\"}}");
        Write eviction = write(
                "create", "pods", "shop-1", "eviction", "{\"deleteOptions\":{\"preconditions\":{\"uid\":\"u-1\"}}}");

        assertThat(Stream.of(delete, eviction).flatMap(write -> Effect.of(write).stream()))
                .hasSize(2)
                .allMatch(effect -> effect.uid().equals("u-1") && !effect.mark());
    }

    @Test
    void aJsonPatchIsReadAsWell() {
        Effect effect = Effect.of(
                        write(
                                "patch",
                                "deployments",
                                "shop",
                                "",
                                "[{\"op\":\"replace\",\"path\":\"/spec/template\",\"value\":{}},"
                                        + "{\"op\":\"add\",\"path\":\"/metadata/annotations/traas.io~1intent\",\"value\":\"key-1\"},"
                                        + "{\"op\":\"add\",\"path\":\"/metadata/annotations/traas.io~1fence\",\"value\":\"3\"}]"))
                .orElseThrow();

        assertThat(effect.key()).isEqualTo("key-1");
        assertThat(effect.fence()).isEqualTo(3);
        assertThat(effect.mark()).isFalse();
    }

    private static io.traas.drills.crash.Verdict examine(List<LedgerEntry> entries, Effect... effects) {
        return new Examination(PLAN, entries, List.of(effects), null, 0).verdict(CASE, true, 1);
    }

    private static List<LedgerEntry> wholePlan() {
        return List.of(
                tookOver(3),
                intent(),
                result(Outcome.SUCCEEDED),
                new LedgerEntry.Verified(
                        "v", "inc", PLAN, NOON.plusSeconds(9), "runbook", 1, Verdict.RECOVERED, NOON, List.of()));
    }

    private static LedgerEntry tookOver(long epoch) {
        return LedgerEntry.TookOver.of(epoch, "a", NOON);
    }

    private static LedgerEntry intent() {
        return new LedgerEntry.Intent(
                "i-1",
                "inc",
                PLAN,
                NOON,
                0,
                new Action.RestartWorkload(SHOP),
                "key-1",
                3,
                "",
                "",
                NOON.plusSeconds(60));
    }

    private static LedgerEntry result(Outcome outcome) {
        return new LedgerEntry.Result("r-1", "inc", PLAN, NOON.plusSeconds(3), "i-1", outcome, "", "");
    }

    private static Effect effect(int second, String key, long fence) {
        return new Effect(NOON.plusSeconds(second), "patch", "shop", key, "", fence, false);
    }

    private static Effect mark(int second, long fence) {
        return new Effect(NOON.plusSeconds(second), "patch", "shop", "", "", fence, true);
    }

    private static Write write(String verb, String resource, String name, String subresource, String body) {
        return new Write(NOON, "traas", "traas", verb, resource, "drill", name, subresource, false, 200, body);
    }
}
