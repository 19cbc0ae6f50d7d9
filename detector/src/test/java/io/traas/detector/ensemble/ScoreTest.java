package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import org.junit.jupiter.api.Test;

class ScoreTest {

    @Property
    void reachesTheThresholdExactlyWhenItIsANotification(@ForAll @DoubleRange(min = -20, max = 20) double excess) {
        Score score = new Score();

        assertThat(score.of(excess)).isBetween(0.0, 1.0);
        assertThat(score.of(excess) >= Ensemble.THRESHOLD).isEqualTo(excess >= 0);
    }

    @Property
    void moreExcessIsMoreScore(
            @ForAll @DoubleRange(min = -2, max = 8) double excess, @ForAll @DoubleRange(min = 0, max = 3) double more) {
        Score score = new Score();

        assertThat(score.of(excess + more)).isGreaterThanOrEqualTo(score.of(excess));
    }

    @Test
    void nothingNewStaysInTheQuietRangeHoweverLargeTheSurprise() {
        Score score = new Score();
        for (int point = 0; point < 1_000; point++) {
            score.learn(1e9, 1e9);
        }

        assertThat(score.of(Double.NEGATIVE_INFINITY))
                .isGreaterThan(0.9 * Score.QUIET_UP_TO)
                .isLessThan(Score.QUIET_UP_TO);
    }

    @Test
    void oneGlitchFades() {
        Score score = new Score();
        score.learn(10, 0);
        double glitch = score.quiet();
        for (int point = 0; point < 20; point++) {
            score.learn(0.5, 0);
        }

        assertThat(score.quiet()).isLessThan(glitch / 5);
    }
}
