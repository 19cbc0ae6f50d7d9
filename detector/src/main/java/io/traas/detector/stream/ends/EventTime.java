package io.traas.detector.stream.ends;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
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
        return WatermarkStrategy.<RawRecord>forGenerator(new Slot(lateness.toMillis(), idleAfter.toMillis()))
                .withTimestampAssigner((record, unused) -> record.atMillis())
                .withWatermarkAlignment("scrapes", MAX_DRIFT, ALIGN_EVERY);
    }

    /** For what is known besides scrapes: it never holds event time back. */
    public static WatermarkStrategy<RawRecord> ofKnowledge() {
        return WatermarkStrategy.<RawRecord>forGenerator(unused -> new NeverHolding())
                .withTimestampAssigner((record, unused) -> record.atMillis());
    }

    /** The partitions that one task reads; it alone uses its copy of this. */
    private static final class Slot implements WatermarkGeneratorSupplier<RawRecord> {

        private final long latenessMs;
        private final long idleMs;
        private transient CatchUp catchUp;

        Slot(long latenessMs, long idleMs) {
            this.latenessMs = latenessMs;
            this.idleMs = idleMs;
        }

        @Override
        public WatermarkGenerator<RawRecord> createWatermarkGenerator(Context context) {
            if (catchUp == null) {
                catchUp = new CatchUp(System::currentTimeMillis);
            }
            return new Flowing(latenessMs, idleMs, catchUp, () -> System.nanoTime() / 1_000_000);
        }
    }

    /**
     * Whether a task has read what was missed during a pause: what it read last of each of its partitions was of the
     * present, or the partition has shown nothing for so long that there is nothing. Until then a partition that seems to
     * be silent is more likely one whose turn has not come.
     */
    static final class CatchUp {

        /** No scrape of the present is older when it is read. */
        private static final long PRESENT_MS = 3_000;

        private static final long PATIENCE_MS = 20_000;

        private final LongSupplier wallMs;
        private final List<Flowing> partitions = new ArrayList<>();
        private boolean wasBehind;

        /** @param wallMs the clock that scrapes are dated by */
        CatchUp(LongSupplier wallMs) {
            this.wallMs = wallMs;
        }

        private boolean isPresent(long atMillis) {
            boolean present = wallMs.getAsLong() - atMillis < PRESENT_MS;
            wasBehind |= !present;
            return present;
        }

        private boolean done() {
            // A job that began in the present has missed nothing where it has read nothing yet.
            boolean nothingMissed = !wasBehind && partitions.stream().anyMatch(each -> each.present);
            return partitions.stream()
                    .allMatch(each -> each.present
                            || nothingMissed && each.newestMs == Long.MIN_VALUE
                            || each.silentMs() >= PATIENCE_MS);
        }
    }

    /**
     * Event time of a partition is that of its newest scrape and passes with the clock until the next one comes, but no
     * further than a partition may be idle; then it holds nobody back. So a partition with few targets does not hold the
     * others back by the pause between two of its scrapes, and nothing passes while nothing comes. A backlog is read in
     * its own time: nothing passes besides it, and a partition is waited for much longer.
     */
    static final class Flowing implements WatermarkGenerator<RawRecord> {

        private final long latenessMs;
        private final long idleMs;
        private final CatchUp catchUp;
        private final LongSupplier clockMs;
        private long newestMs = Long.MIN_VALUE;
        private long arrivedMs;
        private boolean present;

        Flowing(long latenessMs, long idleMs, CatchUp catchUp, LongSupplier clockMs) {
            this.latenessMs = latenessMs;
            this.idleMs = idleMs;
            this.catchUp = catchUp;
            this.clockMs = clockMs;
            this.arrivedMs = clockMs.getAsLong();
            catchUp.partitions.add(this);
        }

        @Override
        public void onEvent(RawRecord event, long eventTimestamp, WatermarkOutput output) {
            arrivedMs = clockMs.getAsLong();
            newestMs = Math.max(newestMs, eventTimestamp);
            present = catchUp.isPresent(newestMs);
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            boolean current = catchUp.done();
            if (silentMs() >= (current ? idleMs : Math.max(idleMs, CatchUp.PATIENCE_MS))) {
                output.markIdle();
            } else if (newestMs != Long.MIN_VALUE) {
                output.emitWatermark(new Watermark(newestMs + (current ? silentMs() : 0) - latenessMs - 1));
            }
        }

        private long silentMs() {
            return clockMs.getAsLong() - arrivedMs;
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
