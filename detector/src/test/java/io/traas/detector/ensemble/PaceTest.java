package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.nio.ByteBuffer;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class PaceTest {

    private static final double WEEK = 7 * 86_400_000.0;

    @Property
    void findsTheIntervalThroughGapsDuplicatesAndLateOnes(
            @ForAll @LongRange(min = 1_000, max = 3_600_000) long interval) {
        Random fate = new Random(interval);
        Pace pace = new Pace();
        for (int point = 0; point < 500; point++) {
            long late = fate.nextInt(20) == 0 ? interval / 3 : 0;
            if (fate.nextInt(20) > 0) {
                pace.learn(point * interval - late);
            }
            if (fate.nextInt(20) == 0) {
                pace.learn(point * interval - late);
            }
        }

        assertThat(pace.logPointsPerWeek()).isCloseTo(Math.log10(WEEK / interval), within(0.25));
    }

    @Test
    void takesFiveMinutesWhileItKnowsNothing() {
        assertThat(new Pace().logPointsPerWeek()).isCloseTo(Math.log10(2_016), within(1e-9));
    }

    @Test
    void timeNeverRunsBackwards() {
        Pace pace = new Pace();

        assertThat(pace.learn(5_000)).isZero();
        assertThat(pace.learn(5_000)).isZero();
        assertThat(pace.learn(2_000)).isZero();
        assertThat(pace.learn(6_500)).isEqualTo(4_500);
    }

    @Test
    void survivesWriting() {
        Pace pace = new Pace();
        pace.learn(0);
        pace.learn(61_000);
        ByteBuffer bytes = ByteBuffer.allocate(64);
        pace.write(bytes);
        Pace read = new Pace();
        read.read(bytes.flip());

        assertThat(read.logPointsPerWeek()).isEqualTo(pace.logPointsPerWeek());
        assertThat(read.learn(99_000)).isEqualTo(38_000);
    }
}
