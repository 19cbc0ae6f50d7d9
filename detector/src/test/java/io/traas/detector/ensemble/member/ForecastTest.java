package io.traas.detector.ensemble.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.LongToDoubleFunction;
import org.junit.jupiter.api.Test;

class ForecastTest {

    private static final long FIVE_MINUTES = 300_000;
    private static final double DAY = 86_400_000;

    @Test
    void aRandomWalkIsExpectedToStayWhereItIs() {
        Random step = new Random(1);
        double[] walk = {0};
        Forecast forecast = learned(10_000, at -> walk[0] += step.nextGaussian());

        assertThat(forecast.predict(10_000 * FIVE_MINUTES)).isCloseTo(walk[0], within(1e-9));
        assertThat(forecast.basis()).isEqualTo("the last value");
        assertThat(forecast.scale()).isBetween(0.8, 1.2);
    }

    @Test
    void noiseIsExpectedAtItsLongMean() {
        Random noise = new Random(2);
        Forecast forecast = learned(10_000, at -> 50 + noise.nextGaussian());

        assertThat(forecast.predict(10_000 * FIVE_MINUTES)).isCloseTo(50, within(0.8));
        assertThat(forecast.scale()).isBetween(0.8, 1.2);
    }

    @Test
    void aNoisyDailyWaveIsExpectedByTheTimeOfDay() {
        Random noise = new Random(3);
        Forecast forecast = learned(10_000, at -> 100 * Math.floor(at % DAY / 7_200_000) % 300 + noise.nextGaussian());
        forecast.predict(10_000 * FIVE_MINUTES);

        assertThat(forecast.basis()).contains("time of");
        assertThat(forecast.scale()).isLessThan(5);
    }

    @Test
    void aFreeWeekendIsExpectedByTheTimeOfWeek() {
        Random noise = new Random(4);
        Forecast forecast = learned(
                2_016 * 6,
                at -> (at / DAY % 7 < 2 ? 10 : 100 + 50 * (Math.floor(at % DAY / 3_600_000) % 2))
                        + noise.nextGaussian());
        forecast.predict(2_016 * 6 * FIVE_MINUTES);

        assertThat(forecast.basis()).contains("time of week");
    }

    @Test
    void oneSurpriseDoesNotDeposeTheBestPredictor() {
        Random noise = new Random(5);
        Forecast forecast = learned(10_000, at -> 50 + noise.nextGaussian());
        double before = forecast.scale();
        forecast.predict(10_000 * FIVE_MINUTES);
        forecast.learn(10_000 * FIVE_MINUTES, 1e9, FIVE_MINUTES);
        forecast.predict(10_001 * FIVE_MINUTES);

        assertThat(forecast.scale()).isLessThan(1.2 * before);
    }

    private static Forecast learned(int length, LongToDoubleFunction series) {
        Forecast forecast = new Forecast();
        for (int point = 0; point < length; point++) {
            long at = point * FIVE_MINUTES;
            forecast.predict(at);
            forecast.learn(at, series.applyAsDouble(at), point == 0 ? 0 : FIVE_MINUTES);
        }
        return forecast;
    }
}
