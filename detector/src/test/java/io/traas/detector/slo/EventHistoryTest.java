package io.traas.detector.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class EventHistoryTest {

    private static final long NOW = 1_700_000_000_000L;
    private static final Duration[] WINDOWS = {
        Duration.ofMinutes(5),
        Duration.ofMinutes(30),
        Duration.ofHours(1),
        Duration.ofHours(2),
        Duration.ofHours(6),
        Duration.ofDays(1),
        Duration.ofDays(3),
        Duration.ofDays(30)
    };

    /** Against every event kept: all that is surely in the window is counted, all that is surely out is not. */
    @Property(tries = 60)
    void everyWindowHoldsWhatHappenedInIt(
            @ForAll @LongRange(min = 1, max = 1_000_000) long seed,
            @ForAll @IntRange(min = 1, max = 300) int meanSeconds) {
        Random random = new Random(seed);
        EventHistory history = EventHistory.NONE;
        int count = 3_000;
        long[] at = new long[count];
        double[] bad = new double[count];
        long time = NOW;
        for (int i = 0; i < count; i++) {
            time += 1 + (long) (-Math.log(1 - random.nextDouble()) * meanSeconds * 1_000);
            at[i] = time;
            bad[i] = random.nextInt(100);
            history = history.with(at[i], meanSeconds, bad[i], 100);
        }
        for (Duration window : WINDOWS) {
            double edge = window.toMillis() / 12.0 + meanSeconds * 1_000.0;
            double surely = 0;
            double perhaps = 0;
            for (int i = 0; i < count; i++) {
                surely += at[i] > time - window.toMillis() + edge ? bad[i] : 0;
                perhaps += at[i] > time - window.toMillis() - edge ? bad[i] : 0;
            }
            assertThat(history.last(window).bad()).isBetween(surely * 0.9999 - 1e-6, perhaps * 1.0001 + 1e-6);
        }
    }

    @Test
    void windowsAreExactUnderEvenTraffic() {
        EventHistory history = EventHistory.NONE;
        for (int i = 1; i <= 31 * 1_440; i++) {
            history = history.with(NOW + i * 60_000L, 60, 3, 1_200);
        }
        for (Duration window : WINDOWS) {
            Window last = history.last(window);
            assertThat(last.total()).isCloseTo(20.0 * window.toSeconds(), within(1_200.0));
            assertThat(last.badShare()).isCloseTo(0.0025, within(1e-6));
            assertThat(last.watched()).isCloseTo(window.toSeconds(), within(60.0));
        }
    }

    @Test
    void whatComesLateCountsWhereItBelongs() {
        EventHistory history = EventHistory.NONE.with(NOW, 10, 0, 100).with(NOW - 1_800_000, 10, 50, 100);

        assertThat(history.newestMillis()).isEqualTo(NOW);
        assertThat(history.last(Duration.ofMinutes(5)).bad()).isZero();
        assertThat(history.last(Duration.ofHours(1)).bad()).isEqualTo(50);
        assertThat(history.last(Duration.ofDays(3)).total()).isEqualTo(200);
    }

    @Test
    void anHourBackChangesNothingUntilTheClockHasCaughtUp() {
        EventHistory before = steady(EventHistory.NONE, NOW, 360);
        long stopped = before.newestMillis();

        EventHistory back = steady(before, stopped - 3_600_000, 300);
        assertThat(back.newestMillis()).isEqualTo(stopped);
        assertThat(back.last(Duration.ofMinutes(5)).total()).isCloseTo(3_000, within(1.0));

        EventHistory caughtUp = steady(back, back.newestMillis(), 60);
        assertThat(caughtUp.newestMillis()).isEqualTo(stopped + 600_000);
        assertThat(caughtUp.last(Duration.ofMinutes(5)).total()).isCloseTo(3_000, within(1.0));
    }

    @Test
    void twoHoursForwardIsAGapThatNobodyWatched() {
        EventHistory before = steady(EventHistory.NONE, NOW, 360);
        EventHistory ahead = before.with(before.newestMillis() + 7_200_000, 10, 100, 100);

        Window hour = ahead.last(Duration.ofHours(1));
        assertThat(hour.watched()).isCloseTo(10, within(1e-6));
        assertThat(hour.badShare()).as("as if the rest had been good").isCloseTo(10 / 3_600.0, within(1e-9));
        assertThat(ahead.last(Duration.ofHours(6)).total()).isCloseTo(36_100, within(1.0));
    }

    @Test
    void aClockThatWasFarAheadStartsTheHistoryAnew() {
        EventHistory lost = steady(EventHistory.NONE, NOW, 10).with(NOW + 4_000_000_000_000L, 10, 100, 100);

        EventHistory found = lost.with(NOW, 10, 1, 100);
        assertThat(found.newestMillis()).isEqualTo(NOW);
        assertThat(found.last(Duration.ofDays(30)).total()).isEqualTo(100);
    }

    @Test
    void whatIsNoCountIsLeftOutAndMoreBadThanAllIsAllBad() {
        EventHistory history = steady(EventHistory.NONE, NOW, 3);
        long next = history.newestMillis() + 10_000;

        assertThat(history.with(next, 10, Double.NaN, 100)).isSameAs(history);
        assertThat(history.with(next, 10, -1, 100)).isSameAs(history);
        assertThat(history.with(next, 10, 1, Double.POSITIVE_INFINITY)).isSameAs(history);
        assertThat(history.with(next, -10, 1, 100)).isSameAs(history);
        assertThat(EventHistory.NONE
                        .with(next, 10, 120, 100)
                        .last(Duration.ofMinutes(5))
                        .bad())
                .isEqualTo(100);
    }

    @Test
    void aWindowLongerThanWhatIsKeptIsRefused() {
        EventHistory history = steady(EventHistory.NONE, NOW, 1);
        assertThatThrownBy(() -> history.last(Duration.ofDays(31))).hasMessageContaining("PT744H");
    }

    /** Bounded by construction; here that it is small, and that it goes through Flink's state as it is. */
    @Test
    void stateStaysSmall() throws Exception {
        EventHistory history = EventHistory.NONE;
        for (int i = 0; i < 5_000; i++) {
            history = history.with(NOW + i * 977_000L, 10, 1, 100);
        }
        DataOutputSerializer out = new DataOutputSerializer(64);
        TypeInformation.of(EventHistory.class)
                .createSerializer(new SerializerConfigImpl())
                .serialize(history, out);

        assertThat(out.length()).isLessThan(4_096);
    }

    private static EventHistory steady(EventHistory history, long fromMillis, int samples) {
        EventHistory next = history;
        for (int i = 1; i <= samples; i++) {
            next = next.with(fromMillis + i * 10_000L, 10, 0, 100);
        }
        return next;
    }
}
