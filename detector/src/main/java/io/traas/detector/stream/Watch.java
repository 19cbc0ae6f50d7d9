package io.traas.detector.stream;

import io.traas.detector.detect.Catalog;
import io.traas.detector.detect.SeriesMemory;
import io.traas.detector.detect.SeriesWatch;
import io.traas.detector.detect.Tier;
import io.traas.detector.workload.Evaluation;
import io.traas.detector.workload.Held;
import io.traas.detector.workload.Rounds;
import io.traas.detector.workload.WorkloadMemory;
import io.traas.detector.workload.WorkloadWatch;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
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

/** Per workload: keeps its pods' readings and judges them in {@link Rounds}. */
public final class Watch extends KeyedBroadcastProcessFunction<String, Observation, SpecChange, Finding>
        implements CheckpointedFunction {

    public static final OutputTag<Anomaly> ANOMALIES = new OutputTag<>("anomalies", TypeInformation.of(Anomaly.class));

    private static final ValueStateDescriptor<WorkloadMemory> MEMORY =
            new ValueStateDescriptor<>("workload", TypeInformation.of(WorkloadMemory.class));

    private static final MapStateDescriptor<Long, Held> HELD =
            new MapStateDescriptor<>("held", Types.LONG, TypeInformation.of(Held.class));

    private record Warmth(int warm, int baselines) {}

    private final long intervalMs;
    private final long settleMs;
    private final long latenessMs;
    private transient boolean restored;
    private transient ValueState<WorkloadMemory> memory;
    private transient MapState<Long, Held> held;
    private transient Hearing hearing;
    private transient List<DetectorSpec> shipped;
    private transient Catalog catalog;
    private transient WorkloadWatch watch;
    private transient Rounds rounds;
    private transient Map<String, Warmth> warmth;
    private transient LongCounter warm;
    private transient LongCounter baselines;
    private transient LongMaximum eventTime;

    public Watch(long intervalMs, long settleMs) {
        this(intervalMs, settleMs, 0);
    }

    /** @param latenessMs how far event time stays behind the newest scrape; two intervals at most */
    public Watch(long intervalMs, long settleMs, long latenessMs) {
        this.intervalMs = intervalMs;
        this.settleMs = settleMs;
        this.latenessMs = latenessMs;
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
        Desk desk = new Desk(context, out);
        if (observation.feedback() != null) {
            hearing.take(observation.feedback(), context.timerService(), listener(context, out), refusing(context));
        } else if (observation.state() != null) {
            rounds(context).take(observation.state(), desk);
        } else {
            rounds(context).take(observation.reading(), context.timerService().currentWatermark(), desk);
        }
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Finding> out) throws Exception {
        if (context.timeDomain() == TimeDomain.PROCESSING_TIME) {
            hearing.again(context.timerService(), listener(context, out), refusing(context));
            return;
        }
        long watermark = context.timerService().currentWatermark();
        rounds(context).wake(timestamp, watermark, new Desk(context, out));
        if (watermark != Long.MAX_VALUE) {
            eventTime.add(watermark);
        }
    }

    /** The workload of the current key in Flink's state. */
    private final class Desk implements Rounds.Desk<Exception> {
        private final ReadOnlyContext context;
        private final Collector<Finding> out;

        Desk(ReadOnlyContext context, Collector<Finding> out) {
            this.context = context;
            this.out = out;
        }

        @Override
        public WorkloadMemory memory() throws Exception {
            return memory.value();
        }

        @Override
        public void keep(WorkloadMemory after) throws Exception {
            if (after == null) {
                memory.clear();
                note(context.getCurrentKey(), new Warmth(0, 0));
            } else {
                memory.update(after);
            }
        }

        @Override
        public Held held(long interval) throws Exception {
            return held.get(interval);
        }

        @Override
        public void hold(long interval, Held readings) throws Exception {
            if (readings == null) {
                held.remove(interval);
            } else {
                held.put(interval, readings);
            }
        }

        @Override
        public boolean holdsNothing() throws Exception {
            return held.isEmpty();
        }

        @Override
        public void wakeAt(long atMillis) {
            context.timerService().registerEventTimeTimer(atMillis);
        }

        @Override
        public void judged(Evaluation evaluation) {
            evaluation.anomalies().forEach(anomaly -> tell(anomaly, context, out));
            if (evaluation.rollCall() != null) {
                out.collect(Finding.of(evaluation.rollCall()));
            }
            if (evaluation.traffic() != null) {
                out.collect(Finding.of(evaluation.traffic()));
            }
            note(context.getCurrentKey(), new Warmth(evaluation.warm(), evaluation.baselines()));
        }
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
        prepare(context);
        DetectorSpec spec = catalog.spec(feedback.detector());
        if (spec == null) {
            return Optional.of("no detector in force is called '" + feedback.detector() + "'");
        }
        if (!spec.method().learnsFromFeedback()) {
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
        SeriesWatch.Step step =
                SeriesWatch.heard(before, Tier.of(spec.method()), feedback, watch.startOf(known.interval()));
        memory.update(known.with(spec.id(), series.target(), step.memory()));
        if (step.event() != null) {
            tell(step.event(), context, out);
        }
        return Optional.empty();
    }

    private static Consumer<DeadLetter> refusing(ReadOnlyContext context) {
        return letter -> context.output(DeadLetters.TAG, letter);
    }

    private void note(String key, Warmth now) {
        Warmth before = now.baselines() == 0 ? warmth.remove(key) : warmth.put(key, now);
        warm.add(now.warm() - (before == null ? 0 : before.warm()));
        baselines.add(now.baselines() - (before == null ? 0 : before.baselines()));
    }

    private Rounds rounds(ReadOnlyContext context) throws Exception {
        prepare(context);
        return rounds;
    }

    private void prepare(ReadOnlyContext context) throws Exception {
        if (rounds == null) {
            catalog = Detectors.catalog(shipped, context.getBroadcastState(Detectors.STATE));
            watch = new WorkloadWatch(catalog, intervalMs, settleMs);
            rounds = new Rounds(watch, intervalMs, latenessMs, restored);
        }
    }

    /** Takes the detector's new form into use: what it remembered under the old one means nothing now. */
    @Override
    public void processBroadcastElement(SpecChange change, Context context, Collector<Finding> out) throws Exception {
        DetectorSpec before = context.getBroadcastState(Detectors.STATE).get(change.id());
        if (change.spec() != null && change.spec().equals(before)) {
            return;
        }
        Detectors.apply(change, context.getBroadcastState(Detectors.STATE));
        rounds = null;
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
