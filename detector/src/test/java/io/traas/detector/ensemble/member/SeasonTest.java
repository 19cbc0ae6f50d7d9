package io.traas.detector.ensemble.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class SeasonTest {

    private static final long HALF_HOUR = 1_800_000;
    private static final long DAY = 48 * HALF_HOUR;

    @Test
    void learnsTheTimeOfDayAtAnyInterval() {
        for (long interval : new long[] {15_000, 60_000, 300_000, HALF_HOUR}) {
            Season season = Season.daily();
            for (long at = 0; at < 7 * DAY; at += interval) {
                season.learn(at, at % DAY / HALF_HOUR, interval, (double) at / DAY);
            }
            for (int slice = 0; slice < 48; slice++) {
                assertThat(season.at(9 * DAY + slice * HALF_HOUR + 5, -1)).isCloseTo(slice, within(1e-3));
            }
        }
    }

    @Test
    void aVisitCountsTheSameAtAnyInterval() {
        for (long interval : new long[] {15_000, 60_000, 300_000}) {
            Season season = Season.daily();
            for (long day = 0; day < 10; day++) {
                for (long at = day * DAY; at < day * DAY + HALF_HOUR; at += interval) {
                    season.learn(at, day == 9 ? 100 : 0, interval, day);
                }
            }
            assertThat(season.at(0, -1)).as("interval " + interval).isBetween(30.0, 37.0);
        }
    }

    @Property
    void anyTimeHasASlice(@ForAll @LongRange(min = Long.MIN_VALUE) long at) {
        Season season = Season.weekly();

        assertThat(season.at(at, 5)).isEqualTo(5);
        season.learn(at, 3, 60_000, 0);
        assertThat(season.at(at, 5)).isEqualTo(3);
    }

    @Test
    void theWeekTellsSaturdayFromMonday() {
        Season season = Season.weekly();
        season.learn(0, 1, 60_000, 0);
        season.learn(2 * DAY, 2, 60_000, 0);

        assertThat(season.at(7 * DAY, -1)).isEqualTo(1);
        assertThat(season.at(9 * DAY, -1)).isEqualTo(2);
        assertThat(season.at(DAY, -1)).isEqualTo(-1);
    }
}
