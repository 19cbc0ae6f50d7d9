package io.traas.detector.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class VusPrTest {

    private static final int POINTS = 2000;

    @Test
    void scoresThatAreTheLabelsAreNearlyPerfectAndChanceIsTheShareOfEvents() {
        double[] perfect = new double[POINTS];
        double[] chance = new double[POINTS];
        Random random = new Random(1);
        for (int i = 0; i < POINTS; i++) {
            perfect[i] = i >= 1000 && i <= 1100 ? 1 : 0;
            chance[i] = random.nextDouble();
        }

        assertThat(VusPr.of(series(), perfect)).isGreaterThan(0.85);
        assertThat(VusPr.of(series(), chance)).isCloseTo(0.07, within(0.05));
    }

    @Property(tries = 50)
    void onlyTheOrderOfScoresMatters(@ForAll @LongRange(min = 1, max = 10_000) long seed) {
        Random random = new Random(seed);
        double[] scores = random.doubles(POINTS).toArray();
        double[] squeezed =
                java.util.Arrays.stream(scores).map(score -> score * score / 2).toArray();

        double volume = VusPr.of(series(), scores);

        assertThat(volume).isBetween(0.0, 1.0);
        assertThat(VusPr.of(series(), squeezed)).isCloseTo(volume, within(1e-9));
    }

    @Test
    void thePeriodOfASeriesIsTheLagOfItsHighestPeak() {
        double[] waves = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            waves[i] = Math.sin(2 * Math.PI * i / 48);
        }

        assertThat(VusPr.period(waves)).isEqualTo(48);
        assertThat(VusPr.period(new double[POINTS])).isEqualTo(125);
    }

    @Test
    void aSeriesWithoutEventsSaysNothing() {
        LabelledSeries quiet = new LabelledSeries("q", new long[POINTS], new double[POINTS], new int[0], new int[0]);

        assertThat(VusPr.of(quiet, new double[POINTS])).isNaN();
    }

    private static LabelledSeries series() {
        return new LabelledSeries("s", new long[POINTS], new double[POINTS], new int[] {1000}, new int[] {1100});
    }
}
