package io.traas.detector.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class NotificationsTest {

    private static final int POINTS = 1000;

    @Test
    void flagsThatLieCloseTogetherAreOneAlertAndAnEventIsFoundByOneInTime() {
        Notifications told = told(new int[] {500}, new int[] {520}, 502, 505, 515);

        assertThat(told.found()).isEqualTo(1);
        assertThat(told.falseAlerts()).isZero();
        assertThat(told.medianDelay()).isEqualTo(2);
        assertThat(told.f1()).isEqualTo(1);
    }

    @Test
    void oneThatComesLateIsNeitherFoundNorFalse() {
        Notifications told = told(new int[] {500}, new int[] {520}, 510);

        assertThat(told.found()).isZero();
        assertThat(told.falseAlerts()).isZero();
        assertThat(told.events()).isEqualTo(1);
    }

    @Test
    void oneThatComesALittleEarlyCounts() {
        assertThat(told(new int[] {500}, new int[] {520}, 497).found()).isEqualTo(1);
        assertThat(told(new int[] {500}, new int[] {520}, 496).falseAlerts()).isEqualTo(1);
    }

    @Test
    void anAlertThatLastsIsToldAgainAndAgain() {
        boolean[] always = new boolean[POINTS];
        java.util.Arrays.fill(always, true);

        Notifications told = Notifications.of(series(new int[] {}, new int[] {}), always);

        assertThat(told.falseAlerts()).isEqualTo((POINTS - 150 + 59) / 60);
        assertThat(told.falsePer10k()).isCloseTo(10_000.0 * told.falseAlerts() / 850, within(1e-9));
    }

    @Test
    void theBeginningOfASeriesIsNotJudged() {
        Notifications told = told(new int[] {50}, new int[] {60}, 50, 100);

        assertThat(told).isEqualTo(new Notifications(0, 0, 0, 850, java.util.List.of()));
    }

    private static Notifications told(int[] starts, int[] ends, int... flags) {
        boolean[] flagged = new boolean[POINTS];
        for (int flag : flags) {
            flagged[flag] = true;
        }
        return Notifications.of(series(starts, ends), flagged);
    }

    private static LabelledSeries series(int[] starts, int[] ends) {
        return new LabelledSeries("s", new long[POINTS], new double[POINTS], starts, ends);
    }
}
