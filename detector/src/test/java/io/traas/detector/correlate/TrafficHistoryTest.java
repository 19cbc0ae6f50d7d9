package io.traas.detector.correlate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.localise.History;
import io.traas.detector.testing.Town;
import io.traas.detector.workload.Traffic;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TrafficHistoryTest {

    private static final int KEPT = TrafficHistory.KEPT;

    @Property(tries = 200)
    void itIsBoundedAndInOrderWhateverComesAndWheneverTroubleBegins(
            @ForAll @Size(max = 400) List<@IntRange(min = 0, max = 1_000) Integer> intervals,
            @ForAll @IntRange(min = 0, max = 1_000) int troubled) {
        TrafficHistory history = TrafficHistory.NONE;
        for (int interval : intervals) {
            history = history.with(row(interval), interval < troubled ? Long.MIN_VALUE : troubled * 1_000L);
            assertThat(history.intervals()).hasSizeLessThanOrEqualTo(2 * KEPT).isSorted();
            assertThat(Arrays.stream(history.intervals()).distinct().count()).isEqualTo(history.intervals().length);
        }
    }

    @Test
    void whileAllIsWellTheNewestIntervalsAreKept() {
        TrafficHistory history = played(0, 200, Long.MIN_VALUE, TrafficHistory.NONE);

        assertThat(history.intervals()).hasSize(KEPT).startsWith(200 - KEPT).endsWith(199);
    }

    @Test
    void whatWasUsualBeforeTroubleOutlastsItAndGoesWithItsEnd() {
        TrafficHistory before = played(0, 100, Long.MIN_VALUE, TrafficHistory.NONE);
        TrafficHistory troubled = played(100, 1_000, 90_000, before);

        History ranked = troubled.toHistory("shop", troubled.onsetOf(90_000), 999);
        assertThat(ranked.onset()).isBetween(KEPT / 2, KEPT);
        assertThat(ranked.rows()).hasSize(ranked.onset() + KEPT);
        assertThat(ranked.rows().get(0).requests()).isLessThan(86);

        assertThat(played(1_000, 1_001, Long.MIN_VALUE, troubled).intervals())
                .hasSize(KEPT)
                .startsWith(1_001 - KEPT);
    }

    @Test
    void anIntervalThatIsMissingSinceTheOnsetIsUnknownSoThatRowsOfAllWorkloadsMatch() {
        TrafficHistory history = played(0, 30, Long.MIN_VALUE, TrafficHistory.NONE);
        history = played(32, 34, Long.MIN_VALUE, history);

        History ranked = history.toHistory("shop", 29, 35);

        assertThat(ranked.onset()).isEqualTo(29);
        assertThat(ranked.rows()).hasSize(29 + 7);
        assertThat(ranked.rows().get(30).requests()).isNaN();
        assertThat(ranked.rows().get(32).requests()).isEqualTo(32);
    }

    @Test
    void anotherLengthOfTheIntervalBeginsAnew() {
        TrafficHistory history = played(0, 30, Long.MIN_VALUE, TrafficHistory.NONE);

        TrafficHistory after = history.with(new Traffic(Town.SHOP, 2, 15_000, 7, 0.1f, 0), Long.MIN_VALUE);

        assertThat(after.intervalMs()).isEqualTo(15_000);
        assertThat(after.intervals()).containsExactly(2);
        assertThat(after.toHistory("shop", 2, 2).rows().get(0).requests()).isEqualTo(105);
    }

    @Test
    void numbersThatNoTrafficCanHaveAreUnknownAndArraysThatDoNotMatchAreRefused() {
        Traffic odd = new Traffic(Town.SHOP, 1, 1_000, -1, Float.POSITIVE_INFINITY, 0.5f);

        assertThat(odd.requests()).isNaN();
        assertThat(odd.latencySeconds()).isNaN();
        assertThatThrownBy(() -> new TrafficHistory(1_000, new long[2], new float[3]))
                .hasMessageContaining("trafficHistory.values are 3, must be 3 for each of 2 intervals");
    }

    private static TrafficHistory played(int from, int to, long troubledSinceMs, TrafficHistory before) {
        TrafficHistory history = before;
        for (int interval = from; interval < to; interval++) {
            history = history.with(row(interval), troubledSinceMs);
        }
        return history;
    }

    /** As many requests as the number of the interval, to tell them apart. */
    private static Traffic row(int interval) {
        return new Traffic(Town.SHOP, interval, 1_000, interval, 0.1f, 0);
    }
}
