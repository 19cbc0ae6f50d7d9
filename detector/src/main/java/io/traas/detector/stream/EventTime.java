package io.traas.detector.stream;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/** How event time passes: with the scrapes, and only with them. */
public final class EventTime {

    private EventTime() {}

    /** @param idleAfter a partition without scrapes for this long no longer holds the others back */
    public static WatermarkStrategy<RawRecord> ofScrapes(Duration lateness, Duration idleAfter) {
        return WatermarkStrategy.<RawRecord>forBoundedOutOfOrderness(lateness)
                .withTimestampAssigner((record, unused) -> record.atMillis())
                .withIdleness(idleAfter);
    }

    /** For what is known besides scrapes: it never holds event time back. */
    public static WatermarkStrategy<RawRecord> ofKnowledge() {
        return WatermarkStrategy.<RawRecord>forGenerator(unused -> new NeverHolding())
                .withTimestampAssigner((record, unused) -> record.atMillis());
    }

    private static final class NeverHolding implements WatermarkGenerator<RawRecord> {

        @Override
        public void onEvent(RawRecord event, long eventTimestamp, WatermarkOutput output) {}

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            output.emitWatermark(new Watermark(Long.MAX_VALUE));
        }
    }
}
