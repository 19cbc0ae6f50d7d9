package io.traas.detector.workload;

import io.traas.detector.detect.Catalog;
import io.traas.detector.detect.Measured;
import io.traas.detector.detect.SeriesMemory;
import io.traas.detector.detect.SeriesWatch;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Level;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.FailureClass;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Judges a workload once an interval: takes each pod's reading of the interval, adds up what should be added, and
 * applies every detector to the pods and to the whole. Immutable.
 *
 * <p>Missing data is neither health nor death: a pod that was not heard in an interval is not judged in it, its last
 * reading still counts towards the workload for one more interval, and everything carries its completeness.
 */
public final class WorkloadWatch {

    private final List<DetectorSpec> specs;
    private final long intervalMs;
    private final long settleMs;
    private final Map<String, Pattern> scopes = new HashMap<>();

    /** @param settleMs for how long after its start a pod is too cold to say what is usual */
    public WorkloadWatch(Catalog catalog, long intervalMs, long settleMs) {
        this.specs = catalog.judged();
        this.intervalMs = intervalMs;
        this.settleMs = settleMs;
        for (DetectorSpec spec : specs) {
            if (!spec.workloads().isEmpty()) {
                scopes.put(spec.id(), Pattern.compile(spec.workloads()));
            }
        }
    }

    private boolean isFor(DetectorSpec spec, Target workload) {
        Pattern scope = scopes.get(spec.id());
        return scope == null
                || scope.matcher(workload.namespace() + "/" + workload.name()).matches();
    }

    public long intervalOf(long atMillis) {
        return Math.floorDiv(atMillis, intervalMs);
    }

    public long startOf(long interval) {
        return interval * intervalMs;
    }

    public long endOf(long interval) {
        return (interval + 1) * intervalMs;
    }

    /** True when every pod still being scraped has reported in the interval: no need to wait for its end. */
    public boolean isComplete(WorkloadMemory memory, long interval) {
        return memory.pods().values().stream()
                .map(PodMemory::newest)
                .filter(reading -> intervalOf(reading.atMillis()) >= interval - 1)
                .allMatch(reading -> intervalOf(reading.atMillis()) >= interval);
    }

    /** Judges the workload as of the interval; one already judged changes nothing. */
    public Evaluation evaluate(WorkloadMemory before, long interval) {
        if (interval <= before.interval()) {
            return new Evaluation(before, List.of(), null, null, 0, 0);
        }
        return new Tick(before, interval).run();
    }

    /** One evaluation; its fields are what it gathers on the way. */
    private final class Tick {
        private final WorkloadMemory before;
        private final long interval;
        private final boolean frozen;
        private final Map<String, PodMemory> pods = new TreeMap<>();
        private final Map<String, PodReading> counted = new TreeMap<>();
        private final Map<String, PodReading> fresh = new HashMap<>();
        private final Map<String, SeriesMemory> series = new HashMap<>();
        private final List<Anomaly> anomalies = new ArrayList<>();
        private final List<Presence> presences = new ArrayList<>();
        private long atMillis;
        private int warm;
        private int baselines;

        Tick(WorkloadMemory before, long interval) {
            this.before = before;
            this.interval = interval;
            this.frozen = before.series().values().stream()
                    .anyMatch(memory -> memory.isOpen() && memory.open().failureClass() != FailureClass.TRAFFIC);
        }

        Evaluation run() {
            before.pods().forEach(this::admit);
            atMillis = pods.values().stream()
                    .map(pod -> pod.newestBefore(endOf(interval)))
                    .filter(reading -> reading != null && intervalOf(reading.atMillis()) == interval)
                    .mapToLong(PodReading::atMillis)
                    .max()
                    .orElse(endOf(interval));
            RollCall rollCall = new RollCall(before.workload(), presences);
            boolean abandoned = pods.isEmpty() && !before.isKnownToCluster();
            for (DetectorSpec spec : abandoned ? List.<DetectorSpec>of() : specs) {
                if (!isFor(spec, before.workload())) {
                    continue;
                }
                if (spec.level() == Level.POD) {
                    counted.keySet().forEach(pod -> judgePod(spec, pod, rollCall.completeness()));
                } else {
                    judgeWorkload(spec, rollCall.completeness());
                }
            }
            closeWhatIsGone();
            pods.replaceAll((name, pod) -> fresh.containsKey(name)
                    ? pod.judged(fresh.get(name).atMillis())
                    : counted.containsKey(name) ? pod.missedOne() : pod);
            boolean news = !rollCall.equals(before.rollCall());
            WorkloadMemory after = new WorkloadMemory(
                    before.workload(), before.state(), Map.copyOf(pods), Map.copyOf(series), interval, rollCall);
            return new Evaluation(after, anomalies, news ? rollCall : null, traffic(rollCall), warm, baselines);
        }

        /** Sorts a pod into those that count, those that are kept in mind, and those that are forgotten. */
        private void admit(String name, PodMemory pod) {
            PodState state = before.stateOf(name);
            Standing standing = Standing.of(pod, before.state(), state);
            boolean unknownAndSilent = state == null && intervalOf(pod.newest().atMillis()) < interval - FORGET_AFTER;
            if (standing == Standing.GONE || unknownAndSilent) {
                return;
            }
            pods.put(name, pod);
            PodReading reading = pod.newestBefore(endOf(interval));
            if (standing != Standing.EXPECTED || reading == null) {
                return;
            }
            counted.put(name, reading);
            if (reading.atMillis() > pod.judgedMs()) {
                fresh.put(name, reading);
            }
            boolean heard = intervalOf(reading.atMillis()) >= interval - 1;
            presences.add(new Presence(
                    reading.pod(), before.workload(), reading.node(), heard, heard && reading.up(), pod.lost()));
        }

        private void judgePod(DetectorSpec spec, String name, double completeness) {
            PodReading reading = counted.get(name);
            PodReading now = fresh.get(name);
            String signal = spec.signal().name();
            Measured measured = new Measured(
                    atMillis,
                    now == null ? null : now.bySignal().get(signal),
                    spec.method() == Method.IMBALANCE ? sum(signal, name, 0) : null,
                    now == null ? before.pods().get(name).missed() + 1 : 0,
                    // A pod speaks for itself; only a comparison rests on the others.
                    spec.method() == Method.IMBALANCE ? completeness : 1,
                    restarts(name),
                    remark(name));
            step(spec, reading.pod(), reading.node(), measured);
        }

        private void judgeWorkload(DetectorSpec spec, double completeness) {
            boolean settledOnly = spec.method() == Method.BASELINE;
            Reading sum = sum(spec.signal().name(), "", settledOnly ? settleMs : 0);
            // A total over some of the pods is not the total: it would look like a drop.
            boolean usable = sum != null && (sum.kind() != Signal.Kind.RATE || completeness == 1);
            step(
                    spec,
                    before.workload(),
                    "",
                    new Measured(atMillis, usable ? sum : null, null, missed(), completeness, -1, ""));
        }

        /** Null when nothing was heard, not everybody was, or nobody counts requests. */
        private Traffic traffic(RollCall rollCall) {
            boolean total = !fresh.isEmpty() && rollCall.completeness() == 1;
            Reading requests = total ? sum(Signals.REQUESTS.name(), "", 0) : null;
            if (requests == null) {
                return null;
            }
            return new Traffic(
                    before.workload(),
                    interval,
                    intervalMs,
                    (float) requests.value(),
                    valueOf(sum(Signals.LATENCY.name(), "", 0)),
                    valueOf(sum(Signals.ERRORS.name(), "", 0)));
        }

        private static float valueOf(Reading reading) {
            return reading == null ? Float.NaN : (float) reading.value();
        }

        private int missed() {
            return fresh.isEmpty() && !counted.isEmpty()
                    ? counted.keySet().stream()
                            .mapToInt(pod -> before.pods().get(pod).missed() + 1)
                            .min()
                            .orElse(0)
                    : 0;
        }

        private void step(DetectorSpec spec, Target target, String node, Measured measured) {
            String key = WorkloadMemory.keyOf(spec.id(), target);
            SeriesMemory memory = before.series().getOrDefault(key, SeriesMemory.NEW);
            SeriesWatch watch = new SeriesWatch(spec, target, before.workload(), node);
            SeriesWatch.Step step = watch.step(measured, memory, frozen);
            series.put(key, step.memory());
            if (step.event() != null) {
                anomalies.add(step.event());
            }
            if (spec.method() == Method.BASELINE && step.memory().baseline().seen() > 0) {
                baselines++;
                warm += step.memory().baseline().isWarm() ? 1 : 0;
            }
        }

        /** The signal over all pods that count but one, up for at least so long; null when there is nothing to add. */
        private Reading sum(String signal, String exceptPod, long upForMs) {
            Reading sum = null;
            for (Map.Entry<String, PodReading> entry : counted.entrySet()) {
                PodReading reading = entry.getValue();
                long upSinceMs = pods.get(entry.getKey()).upSinceMs();
                Reading part = reading.bySignal().get(signal);
                boolean current = intervalOf(reading.atMillis()) >= interval - 1;
                boolean settled = upForMs == 0 || upSinceMs > 0 && reading.atMillis() - upSinceMs >= upForMs;
                if (part != null && current && settled && !entry.getKey().equals(exceptPod)) {
                    sum = sum == null ? part : sum.plus(part);
                }
            }
            return sum;
        }

        private void closeWhatIsGone() {
            before.series().forEach((key, memory) -> {
                if (memory.isOpen() && !series.containsKey(key)) {
                    anomalies.add(SeriesWatch.closed(
                            memory.open(),
                            atMillis,
                            "its target is leaving or gone, or its detector was switched off"));
                }
            });
        }

        private int restarts(String podName) {
            PodState pod = before.stateOf(podName);
            return pod == null ? -1 : pod.restarts();
        }

        private String remark(String podName) {
            PodState pod = before.stateOf(podName);
            if (pod == null || pod.restarts() == 0 && pod.reason().isEmpty()) {
                return "";
            }
            return "restarted " + pod.restarts() + " times" + (pod.reason().isEmpty() ? "" : ", " + pod.reason());
        }
    }

    /** Intervals after which a pod that only we know of is forgotten. */
    private static final int FORGET_AFTER = 20;
}
