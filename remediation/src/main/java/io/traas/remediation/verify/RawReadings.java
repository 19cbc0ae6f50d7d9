package io.traas.remediation.verify;

import io.traas.model.DetectorSpec;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import io.traas.model.signal.Signals;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Signals of every pod, computed from raw samples as they come, independently of what the detector makes of them.
 * Keeps the last {@value #SMOOTHED_SCRAPES} scrapes of each pod and at most {@value #MAX_PODS} pods. Thread-safe.
 */
public final class RawReadings {

    static final int SMOOTHED_SCRAPES = 3;
    static final int MAX_PODS = 20_000;
    private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(10);

    private final Map<String, Signal> signals = new LinkedHashMap<>();
    private final Map<Target, Pod> pods = new LinkedHashMap<>(16, 0.75f, true);
    private SignalMeter meter;

    public RawReadings() {
        Signals.DEFAULTS.forEach(signal -> signals.put(signal.name(), signal));
        meter = new SignalMeter(List.copyOf(signals.values()));
    }

    /** Signals that only somebody's own detector computes are computed here too. */
    public synchronized void learn(DetectorSpec spec) {
        Signal signal = spec.signal();
        Signal before = signals.put(signal.name(), signal);
        if (signal.equals(before)) {
            return;
        }
        meter = new SignalMeter(List.copyOf(signals.values()));
        if (before != null) {
            pods.values().forEach(pod -> pod.recent.clear()); // Readings of two signals do not add up.
        }
    }

    public synchronized void add(SampleBatch batch) {
        pods.computeIfAbsent(batch.target(), unused -> new Pod()).add(batch, meter);
        // Least recently heard first.
        var oldest = pods.entrySet().iterator();
        while (oldest.hasNext()) {
            Pod pod = oldest.next().getValue();
            boolean silent = Duration.between(pod.at, batch.observedAt()).compareTo(FORGOTTEN_AFTER) > 0;
            if (!silent && pods.size() <= MAX_PODS) {
                return;
            }
            oldest.remove();
        }
    }

    public synchronized Optional<PodReadings> of(Target pod) {
        Pod known = pods.get(pod);
        return known == null ? Optional.empty() : Optional.of(known.readings());
    }

    /**
     * For each pod scraped lately, whether it answered each of its last few scrapes. Not the latest only: where half of
     * all scrapes are lost, chance would have it look well now and then.
     */
    public synchronized Map<Target, Boolean> answers(Instant now) {
        Instant since = now.minus(FORGOTTEN_AFTER);
        Map<Target, Boolean> answers = new HashMap<>();
        pods.forEach((target, pod) -> {
            if (target.is("Pod") && !pod.at.isBefore(since)) {
                answers.put(target, pod.answeredAll() && pod.speaks(now));
            }
        });
        return answers;
    }

    /** The last few scrapes of one pod. */
    private static final class Pod {
        private final Deque<Map<String, Reading>> recent = new ArrayDeque<>();
        private final Deque<Boolean> answers = new ArrayDeque<>();
        private CounterMemory memory = CounterMemory.NONE;
        private Instant at = Instant.EPOCH;
        private Duration every = Duration.ZERO;
        private boolean up;

        void add(SampleBatch batch, SignalMeter meter) {
            if (!batch.observedAt().isAfter(at)) {
                return; // Delivered twice or late.
            }
            every = at.equals(Instant.EPOCH) ? Duration.ZERO : Duration.between(at, batch.observedAt());
            at = batch.observedAt();
            up = batch.up();
            SignalMeter.Readings readings = meter.read(batch, memory);
            memory = readings.memory();
            recent.addLast(readings.bySignal());
            if (recent.size() > SMOOTHED_SCRAPES) {
                recent.removeFirst();
            }
            answers.addLast(up);
            if (answers.size() > SMOOTHED_SCRAPES) {
                answers.removeFirst();
            }
        }

        boolean answeredAll() {
            return !answers.contains(false);
        }

        /** Without summing up what it said: this is asked of every pod there is. */
        boolean speaks(Instant now) {
            return new PodReadings(at, up, every, Map.of()).speaks(now);
        }

        PodReadings readings() {
            Map<String, List<Reading>> bySignal = new HashMap<>();
            recent.forEach(scrape ->
                    scrape.forEach((signal, reading) -> bySignal.computeIfAbsent(signal, unused -> new ArrayList<>())
                            .add(reading)));
            Map<String, Reading> smoothed = new HashMap<>();
            bySignal.forEach((signal, readings) -> smoothed.put(signal, smooth(signal, readings)));
            return new PodReadings(at, up, every, smoothed);
        }

        private static Reading smooth(String signal, List<Reading> readings) {
            if (signal.equals(Signals.UP.name())) {
                return readings.get(readings.size() - 1);
            }
            Reading sum = readings.stream().reduce(Reading::plus).orElseThrow();
            return sum.kind() == Signal.Kind.RATE ? new Reading(sum.kind(), sum.numerator() / readings.size(), 1) : sum;
        }
    }
}
