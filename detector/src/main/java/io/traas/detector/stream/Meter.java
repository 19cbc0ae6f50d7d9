package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.DetectorSpec;
import io.traas.model.SampleBatch;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SampleBatchReader;
import java.util.List;
import java.util.Optional;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Per scraped target: decodes a scrape, once, and reduces its hundreds of points to the handful of signals that the
 * detectors in force need. A scrape seen before, or older than the last, is dropped: it was counted.
 */
public final class Meter extends KeyedBroadcastProcessFunction<String, RawRecord, SpecChange, Observation> {

    private transient ValueState<MeterMemory> memory;
    private transient List<DetectorSpec> shipped;
    private transient SampleBatchReader reader;
    private transient ScrapeMeter meter;
    private transient ScanRules rules;
    private transient Scan scan;
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
        scrapes = new LongCounter();
        refused = new LongCounter();
        getRuntimeContext().addAccumulator(Progress.SCRAPES, scrapes);
        getRuntimeContext().addAccumulator(Progress.REFUSED, refused);
    }

    @Override
    public void processElement(RawRecord record, ReadOnlyContext context, Collector<Observation> out) throws Exception {
        SampleBatch batch;
        try {
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

    private void read(SampleBatch batch, ReadOnlyContext context, Collector<Observation> out) throws Exception {
        if (meter == null) {
            Catalog catalog = Detectors.catalog(shipped, context.getBroadcastState(Detectors.STATE));
            rules = new ScanRules(catalog);
            meter = new ScrapeMeter(catalog);
        }
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
