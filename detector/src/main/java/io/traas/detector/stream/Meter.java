package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.SampleBatch;
import io.traas.model.SeriesFeedback;
import io.traas.model.stage.Nearest;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SampleBatchReader;
import io.traas.model.wire.Topics;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
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

    private transient ValueState<MeterMemory> memory;
    private transient List<DetectorSpec> shipped;
    private transient SampleBatchReader reader;
    private transient Catalog catalog;
    private transient ScrapeMeter meter;
    private transient ScanRules rules;
    private transient Scan scan;
    private transient Hearing hearing;
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
        reader = new SampleBatchReader();
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
            batch = ScrapeMeter.decode(record, reader);
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            context.output(DeadLetters.TAG, DeadLetters.of(record, e.getMessage(), now));
            refused.add(1);
            return;
        }
        scrapes.add(1);
        Optional<Heartbeat> heartbeat = ScrapeMeter.heartbeatOf(batch);
        if (heartbeat.isPresent()) {
            out.collect(Observation.of(heartbeat.get()));
        } else {
            read(batch, context, out);
        }
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

    private void prepare(ReadOnlyContext context) throws Exception {
        if (meter == null) {
            catalog = Detectors.catalog(shipped, context.getBroadcastState(Detectors.STATE));
            rules = new ScanRules(catalog);
            meter = new ScrapeMeter(catalog);
        }
    }

    private void read(SampleBatch batch, ReadOnlyContext context, Collector<Observation> out) throws Exception {
        prepare(context);
        Optional<ScrapeMeter.Metered> metered = meter.read(batch, known());
        if (metered.isEmpty()) {
            return;
        }
        memory.update(metered.get().memory());
        context.timerService().registerEventTimeTimer(metered.get().memory().lookAtMillis());
        scan.scan(
                rules,
                batch,
                anomaly -> context.output(Scan.ANOMALIES, anomaly),
                event -> context.output(DeadLetters.TAG, event));
        out.collect(Observation.of(metered.get().reading()));
    }

    private MeterMemory known() throws Exception {
        MeterMemory last = memory.value();
        return last == null ? MeterMemory.NONE : last;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Observation> out) throws Exception {
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            hearing.again(context.timerService(), listener(context, out), refusing(context));
            return;
        }
        MeterMemory last = known();
        if (last.isGoneAt(timestamp)) {
            memory.clear();
        }
        long since = last.forgetSeriesSince(timestamp);
        if (since != Long.MIN_VALUE) {
            scan.forget(since, anomaly -> context.output(Scan.ANOMALIES, anomaly));
        }
    }

    @Override
    public void processBroadcastElement(SpecChange change, Context context, Collector<Observation> out)
            throws Exception {
        Detectors.apply(change, context.getBroadcastState(Detectors.STATE));
        meter = null;
    }
}
