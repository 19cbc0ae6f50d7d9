package io.traas.detector.stream.ends;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class EventTimeTest {

    private static final class Emitted implements WatermarkOutput {
        private final List<Long> times = new ArrayList<>();
        private boolean idle;

        @Override
        public void emitWatermark(Watermark watermark) {
            idle = false;
            times.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {
            idle = true;
        }

        @Override
        public void markActive() {
            idle = false;
        }
    }

    private long clockMs = 1_000;
    private final Emitted emitted = new Emitted();
    private final EventTime.CatchUp catchUp = new EventTime.CatchUp(() -> 49_500 + clockMs);
    private final EventTime.Flowing flowing = partition();

    private EventTime.Flowing partition() {
        return new EventTime.Flowing(300, 1_000, catchUp, () -> clockMs);
    }

    @Test
    void nothingPassesBeforeTheFirstScrape() {
        flowing.onPeriodicEmit(emitted);

        assertThat(emitted.times).isEmpty();
        assertThat(emitted.idle).isFalse();
    }

    @Test
    void passesWithTheClockBetweenScrapesButNotForLong() {
        scrapeAt(50_000);
        after(0);
        after(400);
        assertThat(emitted.idle).isFalse();
        after(60_000);

        assertThat(emitted.times).containsExactly(49_699L, 50_099L);
        assertThat(emitted.idle).isTrue();
    }

    @Test
    void aScrapeAfterAPauseIsWaitedForAgain() {
        scrapeAt(50_000);
        after(60_000);
        scrapeAt(110_000);
        after(0);

        assertThat(emitted.times).containsExactly(109_699L);
        assertThat(emitted.idle).isFalse();
    }

    @Test
    void anOlderScrapeDoesNotTurnTimeBack() {
        scrapeAt(50_000);
        clockMs += 100;
        scrapeAt(49_900);
        after(0);

        assertThat(emitted.times).containsExactly(49_699L);
    }

    @Test
    void aBacklogIsReadInItsOwnTimeAndAPartitionWhoseTurnHasNotComeIsWaitedFor() {
        EventTime.Flowing other = partition();
        Emitted ofOther = new Emitted();
        scrapeAt(20_000);
        after(900);
        after(18_000);
        other.onPeriodicEmit(ofOther);

        assertThat(emitted.times).containsExactly(19_699L, 19_699L);
        assertThat(ofOther.times).isEmpty();
        assertThat(ofOther.idle).isFalse();
    }

    @Test
    void aPartitionThatStaysEmptyHoldsNobodyBackForLong() {
        EventTime.Flowing other = partition();
        Emitted ofOther = new Emitted();
        scrapeAt(20_000);
        clockMs += 20_000;
        other.onPeriodicEmit(ofOther);

        assertThat(ofOther.idle).isTrue();
    }

    @Test
    void onePartitionAtThePresentDoesNotMeanThatTheOtherIsSilent() {
        EventTime.Flowing other = partition();
        Emitted ofOther = new Emitted();
        scrapeAt(20_000);
        scrapeAt(50_000);
        clockMs += 1_500;
        other.onPeriodicEmit(ofOther);

        assertThat(ofOther.idle).isFalse();
    }

    @Test
    void whoBeganInThePresentWaitsForNobodysPast() {
        EventTime.Flowing other = partition();
        Emitted ofOther = new Emitted();
        scrapeAt(50_000);
        clockMs += 1_000;
        other.onPeriodicEmit(ofOther);

        assertThat(ofOther.idle).isTrue();
    }

    @Test
    void onceAllHaveReachedThePresentSilenceIsJudgedByTheUsualTime() {
        EventTime.Flowing other = partition();
        Emitted ofOther = new Emitted();
        scrapeAt(20_000);
        scrapeAt(50_000);
        other.onEvent(new RawRecord("t", "k", "t/0@0", 50_000, new byte[0]), 50_000, ofOther);
        other.onPeriodicEmit(ofOther);
        clockMs += 1_000;
        other.onPeriodicEmit(ofOther);

        assertThat(ofOther.times).containsExactly(49_699L);
        assertThat(ofOther.idle).isTrue();
    }

    @Test
    void whatComesLongAfterItsTimeIsABacklogAgain() {
        scrapeAt(50_000);
        after(0);
        after(20_000);
        scrapeAt(55_000);
        after(5_000);

        assertThat(emitted.times).containsExactly(49_699L, 54_699L);
        assertThat(emitted.idle).isFalse();
    }

    private void after(long ms) {
        clockMs += ms;
        flowing.onPeriodicEmit(emitted);
    }

    private void scrapeAt(long atMillis) {
        flowing.onEvent(new RawRecord("t", "k", "t/0@0", atMillis, new byte[0]), atMillis, emitted);
    }
}
