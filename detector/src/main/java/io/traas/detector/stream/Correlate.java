package io.traas.detector.stream;

import io.traas.detector.correlate.ClusterView;
import io.traas.detector.correlate.Correlator;
import io.traas.detector.correlate.CorrelatorMemory;
import io.traas.detector.correlate.TrafficHistory;
import io.traas.detector.workload.Presence;
import io.traas.detector.workload.RollCall;
import io.traas.detector.workload.Traffic;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.accumulators.LongCounter;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Per cluster: keeps what is known of it and carries its incidents on in steps of event time, so that everything up to
 * the step has been heard and the order of arrival does not matter.
 */
public final class Correlate extends KeyedProcessFunction<String, Finding, Incident> {

    private static final long STEP_MS = 250;
    private static final long CHANGES_KEPT_MS = 900_000;

    private final long gatherMs;
    private final long quietMs;
    private transient Correlator correlator;
    private transient ValueState<CorrelatorMemory> memory;
    private transient MapState<String, TargetState> states;
    private transient MapState<String, RollCall> rollCalls;
    private transient MapState<String, TrafficHistory> traffic;
    private transient MapState<String, ChangeEvent> changes;
    private transient LongCounter openIncidents;
    private transient Map<String, Integer> open;

    public Correlate(long gatherMs, long quietMs) {
        this.gatherMs = gatherMs;
        this.quietMs = quietMs;
    }

    @Override
    public void open(OpenContext context) {
        correlator = new Correlator(gatherMs, quietMs);
        open = new HashMap<>();
        memory = getRuntimeContext()
                .getState(new ValueStateDescriptor<>("incidents", TypeInformation.of(CorrelatorMemory.class)));
        states = getRuntimeContext().getMapState(map("states", TargetState.class));
        rollCalls = getRuntimeContext().getMapState(map("roll-calls", RollCall.class));
        traffic = getRuntimeContext().getMapState(map("traffic", TrafficHistory.class));
        changes = getRuntimeContext().getMapState(map("changes", ChangeEvent.class));
        openIncidents = new LongCounter();
        getRuntimeContext().addAccumulator(Progress.OPEN_INCIDENTS, openIncidents);
    }

    private static <T> MapStateDescriptor<String, T> map(String name, Class<T> type) {
        return new MapStateDescriptor<>(name, Types.STRING, TypeInformation.of(type));
    }

    @Override
    public void processElement(Finding finding, Context context, Collector<Incident> out) throws Exception {
        long wallMs = context.timerService().currentProcessingTime();
        if (finding.heartbeat() != null) {
            out.collect(alive(finding.heartbeat(), wallMs));
        } else if (finding.anomaly() != null) {
            hear(finding.anomaly(), context, wallMs);
        } else if (finding.rollCall() != null) {
            RollCall rollCall = finding.rollCall();
            String key = rollCall.workload().toString();
            if (rollCall.pods().isEmpty()) {
                rollCalls.remove(key);
                traffic.remove(key);
            } else {
                rollCalls.put(key, rollCall);
            }
        } else if (finding.traffic() != null) {
            note(finding.traffic());
        } else if (finding.state() != null) {
            note(finding.state());
        } else {
            note(finding.change(), context);
        }
    }

    /** News may come late; the steps it causes may not, or the incident would live through the past a second time. */
    private void hear(Anomaly anomaly, Context context, long wallMs) throws Exception {
        memory.update(correlator.heard(known(), anomaly, wallMs));
        long watermark = context.timerService().currentWatermark();
        long gathered = anomaly.openedAt().toEpochMilli() + gatherMs;
        long step = nextStep(anomaly.updatedAt().toEpochMilli());
        context.timerService().registerEventTimeTimer(Math.max(gathered, watermark + 1));
        context.timerService().registerEventTimeTimer(Math.max(step, nextStep(watermark)));
    }

    /** What was usual before the trouble is kept while it lasts, or soon nobody could say what it did. */
    private void note(Traffic row) throws Exception {
        String key = row.workload().toString();
        TrafficHistory before = traffic.get(key);
        traffic.put(
                key,
                (before == null ? TrafficHistory.NONE : before).with(row, known().troubledSinceMs(row.workload())));
    }

    private void note(TargetState state) throws Exception {
        String key = state.target().toString();
        if (state.deleted()) {
            states.remove(key);
        } else {
            states.put(key, state);
        }
    }

    private void note(ChangeEvent change, Context context) throws Exception {
        long atMillis = change.at().toEpochMilli();
        if (atMillis + CHANGES_KEPT_MS < context.timerService().currentWatermark()) {
            return;
        }
        changes.put(change.id(), change);
        context.timerService().registerEventTimeTimer(atMillis + CHANGES_KEPT_MS);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Incident> out) throws Exception {
        long wallMs = context.timerService().currentProcessingTime();
        forgetOldChanges(timestamp);
        CorrelatorMemory before = known();
        if (before.isEmpty()) {
            return;
        }
        Correlator.Step step = correlator.step(before, view(), timestamp, wallMs);
        step.events().forEach(out::collect);
        if (step.memory().isEmpty()) {
            memory.clear();
        } else {
            memory.update(step.memory());
            if (context.timerService().currentWatermark() != Long.MAX_VALUE) {
                context.timerService().registerEventTimeTimer(nextStep(timestamp));
            }
        }
        int now = step.memory().cases().size();
        Integer earlier = open.put(context.getCurrentKey(), now);
        openIncidents.add(now - (earlier == null ? 0 : earlier));
    }

    private CorrelatorMemory known() throws Exception {
        CorrelatorMemory value = memory.value();
        return value == null ? CorrelatorMemory.EMPTY : value;
    }

    private ClusterView view() throws Exception {
        List<TargetState> allStates = new ArrayList<>();
        states.values().forEach(allStates::add);
        List<Presence> fleet = new ArrayList<>();
        rollCalls.values().forEach(rollCall -> fleet.addAll(rollCall.pods()));
        List<ChangeEvent> allChanges = new ArrayList<>();
        changes.values().forEach(allChanges::add);
        Map<Target, TrafficHistory> allTraffic = new HashMap<>();
        for (Map.Entry<String, TrafficHistory> each : traffic.entries()) {
            allTraffic.put(Target.parse(each.getKey()), each.getValue());
        }
        return new ClusterView(allStates, fleet, allChanges, allTraffic);
    }

    private void forgetOldChanges(long nowMs) throws Exception {
        List<String> old = new ArrayList<>();
        for (ChangeEvent change : changes.values()) {
            if (change.at().toEpochMilli() <= nowMs - CHANGES_KEPT_MS) {
                old.add(change.id());
            }
        }
        for (String id : old) {
            changes.remove(id);
        }
    }

    private static long nextStep(long atMillis) {
        return atMillis / STEP_MS * STEP_MS + STEP_MS;
    }

    /** The sign of life in the form that every later stage already reads; nothing is wrong. */
    private static Incident alive(Heartbeat heartbeat, long wallMs) {
        Instant now = Instant.ofEpochMilli(wallMs);
        return new Incident(
                "heartbeat-" + heartbeat.sequence(),
                Lifecycle.CLOSED,
                heartbeat.target(),
                FailureClass.HEARTBEAT,
                Severity.SEV4,
                1,
                now,
                now,
                now,
                now,
                now,
                List.of(),
                List.of(),
                heartbeat.target(),
                List.of(),
                1);
    }
}
