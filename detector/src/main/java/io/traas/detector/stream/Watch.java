package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.detect.SeriesMemory;
import io.traas.detector.detect.SeriesWatch;
import io.traas.detector.workload.Evaluation;
import io.traas.detector.workload.Held;
import io.traas.detector.workload.PodReading;
import io.traas.detector.workload.WorkloadMemory;
import io.traas.detector.workload.WorkloadWatch;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.accumulators.LongMaximum;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimeDomain;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Per workload: keeps its pods' readings and judges them once an interval, as soon as every pod has reported or else
 * when event time passes the end of the interval.
 *
 * <p>After a pause the pods' partitions are read at different speeds. A reading far ahead of event time is held until
 * its time has come, so that what was missed is judged in the order in which it happened, as it would have been.
 */
public final class Watch extends KeyedBroadcastProcessFunction<String, Observation, SpecChange, Finding>
        implements CheckpointedFunction {

    public static final OutputTag<Anomaly> ANOMALIES = new OutputTag<>("anomalies", TypeInformation.of(Anomaly.class));

    private static final ValueStateDescriptor<WorkloadMemory> MEMORY =
            new ValueStateDescriptor<>("workload", TypeInformation.of(WorkloadMemory.class));

    private static final MapStateDescriptor<Long, Held> HELD =
            new MapStateDescriptor<>("held", Types.LONG, TypeInformation.of(Held.class));

    /** No reading is so far ahead of event time unless a backlog is read. */
    private static final int AHEAD_INTERVALS = 2;

    /** Event time that leaps further than this did not pass for the pods: nobody was watching. */
    private static final int LEAP_INTERVALS = 4;

    private record Warmth(int warm, int baselines) {}

    private final long intervalMs;
    private final long settleMs;
    private final long aheadMs;
    private transient boolean restored;
    private transient ValueState<WorkloadMemory> memory;
    private transient MapState<Long, Held> held;
    private transient Hearing hearing;
    private transient List<DetectorSpec> shipped;
    private transient Catalog catalog;
    private transient WorkloadWatch watch;
    private transient Map<String, Warmth> warmth;
    private transient LongCounter warm;
    private transient LongCounter baselines;
    private transient LongMaximum eventTime;

    public Watch(long intervalMs, long settleMs) {
        this(intervalMs, settleMs, 0);
    }

    /** @param latenessMs how far event time stays behind the newest scrape */
    public Watch(long intervalMs, long settleMs, long latenessMs) {
        this.intervalMs = intervalMs;
        this.settleMs = settleMs;
        this.aheadMs = Math.max(AHEAD_INTERVALS * intervalMs, intervalMs + latenessMs);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {
        restored = context.isRestored();
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {}

    @Override
    public void open(OpenContext context) {
        memory = getRuntimeContext().getState(MEMORY);
        held = getRuntimeContext().getMapState(HELD);
        hearing = new Hearing(getRuntimeContext());
        shipped = Catalog.shipped();
        warmth = new HashMap<>();
        warm = new LongCounter();
        baselines = new LongCounter();
        eventTime = new LongMaximum();
        getRuntimeContext().addAccumulator(Progress.WATERMARK, eventTime);
        getRuntimeContext().addAccumulator(Progress.WARM, warm);
        getRuntimeContext().addAccumulator(Progress.BASELINES, baselines);
    }

    @Override
    public void processElement(Observation observation, ReadOnlyContext context, Collector<Finding> out)
            throws Exception {
        if (observation.heartbeat() != null) {
            out.collect(Finding.of(observation.heartbeat()));
            return;
        }
        if (observation.feedback() != null) {
            hearing.take(observation.feedback(), context.timerService(), listener(context, out), refusing(context));
        } else if (observation.state() != null) {
            keep(known(observation.workload()).with(observation.state()), context);
        } else if (isAhead(observation.reading(), context.timerService().currentWatermark())) {
            hold(observation.reading(), context);
        } else {
            take(observation.reading(), context, out);
        }
    }

    /** Before event time has begun nothing is ahead of it, unless there is a past to go on from. */
    private boolean isAhead(PodReading reading, long watermark) {
        return watermark == Long.MIN_VALUE ? restored : watermark < reading.atMillis() - aheadMs;
    }

    private void hold(PodReading reading, ReadOnlyContext context) throws Exception {
        Held already = held.get(reading.atMillis());
        held.put(reading.atMillis(), (already == null ? Held.NONE : already).with(reading));
        context.timerService().registerEventTimeTimer(reading.atMillis());
    }

    private void take(PodReading reading, ReadOnlyContext context, Collector<Finding> out) throws Exception {
        WorkloadWatch watching = watching(context);
        WorkloadMemory after = known(reading.workload()).with(reading);
        long interval = watching.intervalOf(reading.atMillis());
        context.timerService().registerEventTimeTimer(watching.endOf(interval));
        keep(watching.isComplete(after, interval) ? judged(after, interval, context, out) : after, context);
    }

    private WorkloadMemory known(Target workload) throws Exception {
        WorkloadMemory before = memory.value();
        return before == null ? WorkloadMemory.of(workload) : before;
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Finding> out) throws Exception {
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            hearing.again(context.timerService(), listener(context, out), refusing(context));
            return;
        }
        Held due = held.get(timestamp);
        if (due != null) {
            held.remove(timestamp);
            for (PodReading reading : due.readings()) {
                take(reading, context, out);
            }
        }
        WorkloadMemory known = memory.value();
        if (known == null || known.isIdle()) {
            return;
        }
        WorkloadWatch watching = watching(context);
        long watermark = context.timerService().currentWatermark();
        boolean leapt =
                watermark != Long.MAX_VALUE && watermark - timestamp > LEAP_INTERVALS * intervalMs && held.isEmpty();
        if (!leapt) {
            keep(judged(known, watching.intervalOf(timestamp) - 1, context, out), context);
        }
        if (watermark != Long.MAX_VALUE) {
            eventTime.add(watermark);
            long next = watching.endOf(watching.intervalOf(Math.max(watermark, timestamp)));
            context.timerService().registerEventTimeTimer(next);
        }
    }

    private WorkloadMemory judged(WorkloadMemory known, long interval, ReadOnlyContext context, Collector<Finding> out)
            throws Exception {
        if (interval <= known.interval()) {
            return known;
        }
        Evaluation evaluation = watching(context).evaluate(known, interval);
        evaluation.anomalies().forEach(anomaly -> tell(anomaly, context, out));
        if (evaluation.rollCall() != null) {
            out.collect(Finding.of(evaluation.rollCall()));
        }
        note(context.getCurrentKey(), new Warmth(evaluation.warm(), evaluation.baselines()));
        return evaluation.memory();
    }

    private static void tell(Anomaly anomaly, ReadOnlyContext context, Collector<Finding> out) {
        context.output(ANOMALIES, anomaly);
        out.collect(Finding.of(anomaly));
    }

    private Hearing.Listener listener(ReadOnlyContext context, Collector<Finding> out) {
        return feedback -> hear(feedback, context, out);
    }

    private Optional<String> hear(SeriesFeedback feedback, ReadOnlyContext context, Collector<Finding> out)
            throws Exception {
        WorkloadWatch watching = watching(context);
        DetectorSpec spec = catalog.spec(feedback.detector());
        if (spec == null) {
            return Optional.of("no detector in force is called '" + feedback.detector() + "'");
        }
        if (spec.method() != DetectorSpec.Method.ENSEMBLE) {
            return Optional.of("detector " + spec.id() + " judges by " + spec.method()
                    + " and learns nothing from feedback; put it with other numbers instead");
        }
        Series series = Series.of(feedback.series().target(), spec.signal().name());
        WorkloadMemory known = memory.value();
        SeriesMemory before = known == null ? null : known.seriesOf(spec.id(), series.target());
        if (before == null || before.ensemble() == null || !series.equals(feedback.series())) {
            return Optional.of("detector " + spec.id() + " has judged no such series of workload " + feedback.workload()
                    + "; those it judges are called " + spec.signal().name() + " and have no labels");
        }
        SeriesWatch.Step step = SeriesWatch.heard(before, feedback, watching.startOf(known.interval()));
        memory.update(known.with(spec.id(), series.target(), step.memory()));
        if (step.event() != null) {
            tell(step.event(), context, out);
        }
        return Optional.empty();
    }

    private static Consumer<DeadLetter> refusing(ReadOnlyContext context) {
        return letter -> context.output(DeadLetters.TAG, letter);
    }

    private void keep(WorkloadMemory after, ReadOnlyContext context) throws Exception {
        if (after.isIdle() && !after.isKnownToCluster()) {
            memory.clear();
            note(context.getCurrentKey(), new Warmth(0, 0));
        } else {
            memory.update(after);
        }
    }

    private void note(String key, Warmth now) {
        Warmth before = now.baselines() == 0 ? warmth.remove(key) : warmth.put(key, now);
        warm.add(now.warm() - (before == null ? 0 : before.warm()));
        baselines.add(now.baselines() - (before == null ? 0 : before.baselines()));
    }

    private WorkloadWatch watching(ReadOnlyContext context) throws Exception {
        if (watch == null) {
            catalog = Detectors.catalog(shipped, context.getBroadcastState(Detectors.STATE));
            watch = new WorkloadWatch(catalog, intervalMs, settleMs);
        }
        return watch;
    }

    /** Takes the detector's new form into use: what it remembered under the old one means nothing now. */
    @Override
    public void processBroadcastElement(SpecChange change, Context context, Collector<Finding> out) throws Exception {
        DetectorSpec before = context.getBroadcastState(Detectors.STATE).get(change.id());
        if (change.spec() != null && change.spec().equals(before)) {
            return;
        }
        Detectors.apply(change, context.getBroadcastState(Detectors.STATE));
        watch = null;
        context.applyToKeyedState(MEMORY, (key, state) -> {
            WorkloadMemory known = state.value();
            for (Anomaly open : known.openOf(change.id())) {
                Anomaly closed = SeriesWatch.closed(
                        open, open.updatedAt().toEpochMilli(), "its detector was changed by an operator");
                context.output(ANOMALIES, closed);
                out.collect(Finding.of(closed));
            }
            state.update(known.without(change.id()));
        });
    }
}
