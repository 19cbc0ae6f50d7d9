package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.workload.PodReading;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.SeriesFeedback;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import io.traas.model.stage.Nearest;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Per scraped target: decodes a scrape, once, and reduces its hundreds of points to the handful of signals that the
 * detectors in force need. A scrape seen before, or older than the last, is dropped: it was counted. Feedback comes the
 * same way; what is not about a raw series of the target is for whoever judges its workload.
 */
public final class Meter extends KeyedBroadcastProcessFunction<String, RawRecord, SpecChange, Observation> {

    static final long FORGET_AFTER_MS = 600_000;
    private static final long CLEANUP_GRID_MS = 60_000;
    private static final long SWEEP_GRID_MS = 3_600_000;
    /** A scrape from the future would carry the event time of the whole job with it. */
    static final long MAX_AHEAD_MS = 10_000;

    private transient ValueState<MeterMemory> memory;
    private transient List<DetectorSpec> shipped;
    private transient Catalog catalog;
    private transient SignalMeter meter;
    private transient ScanRules rules;
    private transient Scan scan;
    private transient Hearing hearing;
    private transient String signals;
    private transient LongCounter scrapes;
    private transient LongCounter refused;

    private final int mostSeries;

    /** @param mostSeries of one target that are scanned by themselves */
    public Meter(int mostSeries) {
        this.mostSeries = mostSeries;
    }

    @Override
    public void open(OpenContext context) {
        memory = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("meter", TypeInformation.of(MeterMemory.class)));
        shipped = Catalog.shipped();
        scan = new Scan(getRuntimeContext(), mostSeries);
        hearing = new Hearing(getRuntimeContext());
        scrapes = new LongCounter();
        refused = new LongCounter();
        getRuntimeContext().addAccumulator(Progress.SCRAPES, scrapes);
        getRuntimeContext().addAccumulator(Progress.REFUSED, refused);
    }

    @Override
    public void processElement(RawRecord record, ReadOnlyContext context, Collector<Observation> out) throws Exception {
        SampleBatch batch;
        try {
            if (record.topic().equals(Topics.FEEDBACK.name())) {
                SeriesFeedback feedback = Topics.FEEDBACK.codec().decode(record.bytes());
                hearing.take(feedback, context.timerService(), listener(context, out), refusing(context));
                return;
            }
            batch = decode(record);
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            context.output(DeadLetters.TAG, DeadLetters.of(record, e.getMessage(), now));
            refused.add(1);
            return;
        }
        scrapes.add(1);
        Heartbeat heartbeat = heartbeatOf(batch);
        if (heartbeat != null) {
            out.collect(Observation.of(heartbeat));
            return;
        }
        read(batch, context, out);
    }

    private Hearing.Listener listener(ReadOnlyContext context, Collector<Observation> out) {
        return feedback -> hear(feedback, context, out);
    }

    private Optional<String> hear(SeriesFeedback feedback, ReadOnlyContext context, Collector<Observation> out)
            throws Exception {
        prepare(context);
        DetectorSpec spec = catalog.spec(feedback.detector());
        if (spec == null) {
            List<String> known = catalog.specs().stream().map(DetectorSpec::id).toList();
            return Optional.of("no detector in force is called '" + feedback.detector() + "'"
                    + Nearest.hint(feedback.detector(), known));
        }
        if (spec.level() != DetectorSpec.Level.SERIES) {
            out.collect(Observation.of(feedback));
            return Optional.empty();
        }
        boolean heard = scan.hear(feedback, anomaly -> context.output(Scan.ANOMALIES, anomaly));
        return heard ? Optional.empty() : Optional.of("detector " + spec.id() + " has scanned no such series");
    }

    private Consumer<DeadLetter> refusing(ReadOnlyContext context) {
        return letter -> {
            context.output(DeadLetters.TAG, letter);
            refused.add(1);
        };
    }

    private static SampleBatch decode(RawRecord record) {
        SampleBatch batch = Topics.METRICS.codec().decode(record.bytes());
        if (batch.observedAt().toEpochMilli() > record.atMillis() + MAX_AHEAD_MS) {
            throw new MalformedRecordException("scrape of " + batch.target() + " claims to be from "
                    + batch.observedAt() + ", later than it was written");
        }
        return batch;
    }

    private void prepare(ReadOnlyContext context) throws Exception {
        if (meter == null) {
            catalog = Detectors.catalog(shipped, context.getBroadcastState(Detectors.STATE));
            List<Signal> wanted = catalog.signals();
            rules = new ScanRules(catalog);
            meter = new SignalMeter(wanted);
            signals = wanted.stream().map(Meter::text).sorted().collect(Collectors.joining(";"));
        }
    }

    private void read(SampleBatch batch, ReadOnlyContext context, Collector<Observation> out) throws Exception {
        prepare(context);
        MeterMemory before = memory.value() == null ? MeterMemory.NONE : memory.value();
        long atMillis = batch.observedAt().toEpochMilli();
        if (atMillis <= before.atMillis()) {
            return;
        }
        // Counters that nobody asked for until now would seem to have risen from zero at once.
        CounterMemory past = before.signals().equals(signals) ? before.counters() : CounterMemory.NONE;
        SignalMeter.Readings readings = meter.read(batch, past);
        memory.update(new MeterMemory(atMillis, readings.memory(), signals));
        long forgetAt = (atMillis + FORGET_AFTER_MS) / CLEANUP_GRID_MS * CLEANUP_GRID_MS + CLEANUP_GRID_MS;
        context.timerService().registerEventTimeTimer(forgetAt);
        scan.scan(
                rules,
                batch,
                anomaly -> context.output(Scan.ANOMALIES, anomaly),
                event -> context.output(DeadLetters.TAG, event));
        out.collect(Observation.of(new PodReading(
                batch.target(), batch.workload(), batch.node(), atMillis, batch.up(), readings.bySignal())));
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Observation> out) throws Exception {
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            hearing.again(context.timerService(), listener(context, out), refusing(context));
            return;
        }
        MeterMemory last = memory.value();
        boolean gone = last != null && last.atMillis() + FORGET_AFTER_MS <= timestamp;
        if (gone) {
            memory.clear();
        }
        // Going through all series costs: while the target lives, once an hour is enough.
        if (gone || timestamp % SWEEP_GRID_MS == 0) {
            long since = gone ? Long.MAX_VALUE : timestamp - SWEEP_GRID_MS;
            scan.forget(since, anomaly -> context.output(Scan.ANOMALIES, anomaly));
        }
    }

    @Override
    public void processBroadcastElement(SpecChange change, Context context, Collector<Observation> out)
            throws Exception {
        Detectors.apply(change, context.getBroadcastState(Detectors.STATE));
        meter = null;
    }

    private static Heartbeat heartbeatOf(SampleBatch batch) {
        for (Point point : batch.points()) {
            if (point.metric().equals(SampleBatch.HEARTBEAT)) {
                return new Heartbeat(batch.target(), (long) point.value());
            }
        }
        return null;
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
