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

        @Override
        public void emitWatermark(Watermark watermark) {
            times.add(watermark.getTimestamp());
        }

        @Override
        public void markIdle() {}

        @Override
        public void markActive() {}
    }

    private long clockMs = 1_000;
    private final Emitted emitted = new Emitted();
    private final EventTime.Flowing flowing = new EventTime.Flowing(300, 1_000, () -> clockMs);

    @Test
    void nothingPassesBeforeTheFirstScrape() {
        flowing.onPeriodicEmit(emitted);

        assertThat(emitted.times).isEmpty();
    }

    @Test
    void passesWithTheClockBetweenScrapesButNotForLong() {
        scrapeAt(50_000);
        flowing.onPeriodicEmit(emitted);
        clockMs += 400;
        flowing.onPeriodicEmit(emitted);
        clockMs += 60_000;
        flowing.onPeriodicEmit(emitted);

        assertThat(emitted.times).containsExactly(49_699L, 50_099L, 50_699L);
    }

    @Test
    void anOlderScrapeDoesNotTurnTimeBack() {
        scrapeAt(50_000);
        clockMs += 100;
        scrapeAt(49_900);
        flowing.onPeriodicEmit(emitted);

        assertThat(emitted.times).containsExactly(49_799L);
    }

    private void scrapeAt(long atMillis) {
        flowing.onEvent(new RawRecord("t", "k", "t/0@0", atMillis, new byte[0]), atMillis, emitted);
    }
}
