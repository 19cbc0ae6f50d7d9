package io.traas.detector.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BurnRateTest {

    private static final Objective THREE_NINES = new Objective(0.999, 1_000);
    private static final double DAY = 86_400;

    /** The times in the Site Reliability Workbook's way: window * burn * (1 - target) / share of bad events. */
    @ParameterizedTest
    @CsvSource({
        "1.0,   PAGE_FAST,   51.84",
        "0.1,   PAGE_FAST,   518.4",
        "0.05,  PAGE_FAST,   1036.8",
        "0.02,  PAGE_FAST,   2592",
        "0.01,  PAGE_SLOW,   12960",
        "0.008, PAGE_SLOW,   16200",
        "0.003, TICKET_SLOW, 86400"
    })
    void isFoundWithinOneIntervalOfTheFormula(double badShare, BurnRule rule, double expectedSeconds) {
        for (int interval : new int[] {1, 15, 60}) {
            Traffic traffic = new Traffic(60, 20).play(3 * DAY, 0);
            Traffic sampled =
                    new Traffic(interval, 20).play(2 * rule.longWindow().toSeconds(), 0);
            Traffic young = new Traffic(interval, 20);
            List<BurnRule> rules = BurnRule.PAGE.contains(rule) ? BurnRule.PAGE : List.of(rule);

            for (Traffic each : List.of(traffic, sampled, young)) {
                int step = each == traffic ? 60 : interval;
                double found = each.secondsUntilFired(badShare, THREE_NINES, rules, 4 * DAY);
                assertThat(found).isCloseTo(expectedSeconds, within(step + 0.01));
                assertThat(each.rate(THREE_NINES, rules).rule()).isEqualTo(rule);
            }
        }
    }

    @Property(tries = 200)
    void theFormulaHoldsForEveryObjectiveRuleAndInterval(
            @ForAll @DoubleRange(min = 0.9, max = 0.9999) @Scale(6) double target,
            @ForAll BurnRule rule,
            @ForAll @DoubleRange(min = 0.02, max = 0.95) double partOfWindow,
            @ForAll @IntRange(min = 10, max = 300) int interval) {
        Objective objective = new Objective(target, 1);
        double window = rule.longWindow().toSeconds();
        double badShare = rule.burn() * objective.budget() / partOfWindow;
        if (badShare > 1 || interval > window / 30) {
            return;
        }
        Traffic traffic = new Traffic(interval, 50).play(window, 0);

        assertThat(traffic.secondsUntilFired(badShare, objective, List.of(rule), window))
                .isCloseTo(partOfWindow * window, within(interval + 0.01 * partOfWindow * window));
    }

    @Test
    void aShareTheObjectiveAllowsNeverFiresAndSpendsExactlyTheBudget() {
        Traffic traffic = new Traffic(60, 20);
        for (int minute = 0; minute < 31 * 1_440; minute++) {
            traffic.tick(0.00099);
            assertThat(traffic.rate(THREE_NINES, BurnRule.PAGE).fires()).isFalse();
            assertThat(traffic.rate(THREE_NINES, BurnRule.TICKET).fires()).isFalse();
        }
        assertThat(traffic.rate(THREE_NINES, BurnRule.PAGE).budgetLeft()).isCloseTo(0.01, within(0.001));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1, 0.5, 0.1, 0.05, 0.02, 0.01, 0.008})
    void aPageIsOverWithinHalfAnHourOfTheEnd(double badShare) {
        Traffic traffic = new Traffic(60, 20).play(DAY, 0);
        assertThat(traffic.secondsUntilFired(badShare, THREE_NINES, BurnRule.PAGE, DAY))
                .isPositive();
        traffic.play(600, badShare);

        assertThat(traffic.secondsUntilReset(THREE_NINES, BurnRule.PAGE)).isLessThanOrEqualTo(1_800);
        assertThat(traffic.rate(THREE_NINES, List.of(BurnRule.PAGE_FAST)).fires())
                .isFalse();
    }

    @Test
    void aTicketIsOverWithinItsShortWindow() {
        Traffic traffic = new Traffic(60, 20).play(3 * DAY, 0).play(1.5 * DAY, 0.003);
        assertThat(traffic.rate(THREE_NINES, BurnRule.TICKET).rule()).isEqualTo(BurnRule.TICKET_SLOW);

        assertThat(traffic.secondsUntilReset(THREE_NINES, BurnRule.TICKET))
                .isBetween(3_600.0, (double) BurnRule.TICKET_SLOW.shortWindow().toSeconds());
    }

    /** Two blips an hour apart, each well below the two percent of the budget that a page is worth. */
    @ParameterizedTest
    @CsvSource({"40, 1", "120, 0.3", "300, 0.1", "600, 0.02"})
    void aBlipDoesNotPage(double seconds, double badShare) {
        Traffic traffic = new Traffic(10, 20).play(DAY, 0.0002);
        for (int i = 0; i < 2; i++) {
            assertThat(traffic.secondsUntilFired(badShare, THREE_NINES, BurnRule.PAGE, seconds))
                    .isNegative();
            assertThat(traffic.secondsUntilFired(0.0002, THREE_NINES, BurnRule.PAGE, 3_600))
                    .isNegative();
        }
    }

    @Test
    void whatIsLongOverDoesNotFireThoughTheLongWindowStillRemembersIt() {
        Traffic traffic = new Traffic(10, 20).play(DAY, 0).play(600, 1).play(1_900, 0);

        assertThat(traffic.history().last(Duration.ofHours(6)).burn(THREE_NINES))
                .isGreaterThan(BurnRule.PAGE_SLOW.burn());
        assertThat(traffic.rate(THREE_NINES, BurnRule.PAGE).fires()).isFalse();
    }

    @Test
    void lowTrafficIsNotJudged() {
        Traffic night = new Traffic(60, 1 / 60.0).play(DAY, 0).play(300, 1);

        assertThat(night.rate(new Objective(0.999, 1), BurnRule.PAGE).fires()).isTrue();
        BurnRate rate = night.rate(THREE_NINES, BurnRule.PAGE);
        assertThat(rate.known()).isFalse();
        assertThat(rate.fires()).isFalse();
    }

    @Test
    void withoutAnyEventNothingIsKnownAndTheBudgetIsWhole() {
        for (Traffic traffic : List.of(new Traffic(60, 20), new Traffic(60, 0).play(3_600, 0))) {
            BurnRate rate = traffic.rate(new Objective(0.999, 0), BurnRule.PAGE);
            assertThat(rate.known()).isFalse();
            assertThat(rate.budgetLeft()).isEqualTo(1);
        }
    }

    @Test
    void aGapBurnsNothingAndDoesNotMakeWhatIsLeftWorse() {
        Traffic gap = new Traffic(15, 20).play(DAY, 0).skip(3_000);
        Traffic whole = new Traffic(15, 20).play(DAY, 0);

        double afterGap = gap.secondsUntilFired(0.02, THREE_NINES, BurnRule.PAGE, DAY);
        assertThat(afterGap).isCloseTo(whole.secondsUntilFired(0.02, THREE_NINES, BurnRule.PAGE, DAY), within(15.0));
    }
}
