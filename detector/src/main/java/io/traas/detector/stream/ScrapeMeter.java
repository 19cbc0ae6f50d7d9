package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.workload.PodReading;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SampleBatchReader;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a scrape says, reduced to the handful of signals that the detectors in force need. A scrape seen before, or older
 * than the last of its target, says nothing: it was counted. No Flink here. Immutable.
 */
public final class ScrapeMeter {

    /** A scrape from the future would carry the event time of the whole job with it. */
    static final long MAX_AHEAD_MS = 10_000;

    private final SignalMeter meter;
    private final String signals;

    public ScrapeMeter(Catalog catalog) {
        List<Signal> wanted = catalog.signals();
        meter = new SignalMeter(wanted);
        signals = wanted.stream().map(ScrapeMeter::text).sorted().collect(Collectors.joining(";"));
    }

    /** @param memory what is to be remembered of the target for its next scrape */
    public record Metered(PodReading reading, MeterMemory memory) {}

    /** @throws MalformedRecordException when it is no scrape, or one that claims to be from the future */
    public static SampleBatch decode(RawRecord record, SampleBatchReader reader) {
        SampleBatch batch = reader.decode(record.bytes());
        if (batch.observedAt().toEpochMilli() > record.atMillis() + MAX_AHEAD_MS) {
            throw new MalformedRecordException("scrape of " + batch.target() + " claims to be from "
                    + batch.observedAt() + ", later than it was written");
        }
        return batch;
    }

    /** Empty for a scrape of anything but the platform itself. */
    public static Optional<Heartbeat> heartbeatOf(SampleBatch batch) {
        for (Point point : batch.points()) {
            if (point.metric().equals(SampleBatch.HEARTBEAT)) {
                return Optional.of(new Heartbeat(batch.target(), (long) point.value()));
            }
        }
        return Optional.empty();
    }

    /** Empty when it was counted. */
    public Optional<Metered> read(SampleBatch batch, MeterMemory before) {
        long atMillis = batch.observedAt().toEpochMilli();
        if (atMillis <= before.atMillis()) {
            return Optional.empty();
        }
        // Counters that nobody asked for until now would seem to have risen from zero at once.
        CounterMemory past = before.signals().equals(signals) ? before.counters() : CounterMemory.NONE;
        SignalMeter.Readings readings = meter.read(batch, past);
        PodReading reading = new PodReading(
                batch.target(), batch.workload(), batch.node(), atMillis, batch.up(), readings.bySignal());
        return Optional.of(new Metered(reading, new MeterMemory(atMillis, readings.memory(), signals)));
    }

    /** The same text for the same signal in every process. */
    private static String text(Signal signal) {
        return String.join(
                "|",
                signal.name(),
                signal.kind().name(),
                signal.metric(),
                new TreeMap<>(signal.match()).toString(),
                signal.overMetric(),
                new TreeMap<>(signal.over()).toString());
    }
}
