package io.traas.detector.stream.ends;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** How event time passes: with the scrapes, and only with them. */
public final class EventTime {

    /** A partition that is further ahead of the slowest waits: what it would bring had to be kept until then. */
    private static final Duration MAX_DRIFT = Duration.ofMinutes(1);

    private static final Duration ALIGN_EVERY = Duration.ofMillis(250);

    private EventTime() {}

    /** @param idleAfter a partition without scrapes for this long no longer holds the others back */
    public static WatermarkStrategy<RawRecord> ofScrapes(Duration lateness, Duration idleAfter) {
        long latenessMs = lateness.toMillis();
        long idleMs = idleAfter.toMillis();
        return WatermarkStrategy.<RawRecord>forGenerator(
                        unused -> new Flowing(latenessMs, idleMs, EventTime::monotonicMillis))
                .withTimestampAssigner((record, unused) -> record.atMillis())
                .withIdleness(idleAfter)
                .withWatermarkAlignment("scrapes", MAX_DRIFT, ALIGN_EVERY);
    }

    /** For what is known besides scrapes: it never holds event time back. */
    public static WatermarkStrategy<RawRecord> ofKnowledge() {
        return WatermarkStrategy.<RawRecord>forGenerator(unused -> new NeverHolding())
                .withTimestampAssigner((record, unused) -> record.atMillis());
    }

    private static long monotonicMillis() {
        return System.nanoTime() / 1_000_000;
    }

    /**
     * Event time is that of the newest scrape and passes with the clock until the next one comes, but no further than a
     * partition may be idle. So a partition with few targets does not hold the others back by the pause between two of
     * its scrapes, a backlog is read in its own time, and nothing passes while nothing comes.
     */
    static final class Flowing implements WatermarkGenerator<RawRecord> {

        private final long latenessMs;
        private final long atMostMs;
        private final LongSupplier clockMs;
        private long newestMs = Long.MIN_VALUE;
        private long arrivedMs;

        Flowing(long latenessMs, long atMostMs, LongSupplier clockMs) {
            this.latenessMs = latenessMs;
            this.atMostMs = atMostMs;
            this.clockMs = clockMs;
        }

        @Override
        public void onEvent(RawRecord event, long eventTimestamp, WatermarkOutput output) {
            if (eventTimestamp > newestMs) {
                newestMs = eventTimestamp;
                arrivedMs = clockMs.getAsLong();
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            if (newestMs != Long.MIN_VALUE) {
                long passedMs = Math.min(clockMs.getAsLong() - arrivedMs, atMostMs);
                output.emitWatermark(new Watermark(newestMs + passedMs - latenessMs - 1));
            }
        }
    }

    /**
     * Always idle. A watermark at the end of time would do as well, until the scrapes pause: then it would be the only
     * one, and event time would be over.
     */
    private static final class NeverHolding implements WatermarkGenerator<RawRecord> {

        @Override
        public void onEvent(RawRecord event, long eventTimestamp, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.markIdle();
        }
    }
}
