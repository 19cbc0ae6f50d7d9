package io.traas.ui.history;

import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The recent past in memory, one value a second, fed from the topic. Bounded in time and in the number of series; what
 * comes for further series is not kept, and counted. Thread-safe.
 */
public final class MemoryHistory implements MetricHistory {

    /** Latest values older than this say nothing about now. */
    private static final long LATEST_VALID_MS = 60_000;

    private final int seconds;
    private final int maxSeries;
    private final SignalMeter meter;
    private final Map<Target, WorkloadMeter> meters = new HashMap<>();
    private final Map<Key, Ring> rings = new HashMap<>();
    private long refused;

    private record Key(Target workload, String signal) {}

    public MemoryHistory(List<Signal> signals, Duration retention, int maxSeries) {
        this.meter = new SignalMeter(signals);
        this.seconds = Math.toIntExact(Math.max(1, retention.toSeconds()));
        this.maxSeries = maxSeries;
    }

    /** How far back it goes. */
    public Duration retention() {
        return Duration.ofSeconds(seconds);
    }

    public synchronized void accept(SampleBatch batch) {
        WorkloadMeter workload = meters.get(batch.workload());
        if (workload == null) {
            if (meters.size() >= maxSeries && !madeRoom(batch.observedAt().getEpochSecond())) {
                refused++;
                return;
            }
            workload = new WorkloadMeter(meter);
            meters.put(batch.workload(), workload);
        }
        long second = batch.observedAt().getEpochSecond();
        workload.accept(batch).forEach((signal, value) -> keep(new Key(batch.workload(), signal), second, value));
    }

    private void keep(Key key, long second, double value) {
        Ring ring = rings.get(key);
        if (ring == null) {
            if (rings.size() >= maxSeries && !madeRoom(second)) {
                refused++;
                return;
            }
            ring = new Ring(seconds);
            rings.put(key, ring);
        }
        ring.put(second, value);
    }

    /** Forgets what has no value left within the retention. */
    private boolean madeRoom(long now) {
        boolean removed = rings.values().removeIf(ring -> ring.newest < now - seconds);
        if (removed) {
            Set<Target> alive = rings.keySet().stream().map(Key::workload).collect(Collectors.toSet());
            meters.keySet().retainAll(alive);
        }
        return removed;
    }

    @Override
    public synchronized List<HistoryPoint> range(
            Target workload, Signal signal, Instant from, Instant to, int maxPoints) {
        Ring ring = rings.get(new Key(workload, signal.name()));
        return ring == null
                ? List.of()
                : Thinning.thin(ring.between(from.getEpochSecond(), to.getEpochSecond()), maxPoints);
    }

    /** The newest value, unless it is too old to speak of now. */
    public synchronized OptionalDouble latest(Target workload, String signal, Instant now) {
        Ring ring = rings.get(new Key(workload, signal));
        if (ring == null || ring.newest * 1000 < now.toEpochMilli() - LATEST_VALID_MS) {
            return OptionalDouble.empty();
        }
        double value = ring.at(ring.newest);
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    /** How many values were not kept because there are too many series. */
    public synchronized long refused() {
        return refused;
    }

    /** The last so many seconds; NaN where nothing was measured. */
    private static final class Ring {
        private final float[] values;
        private long newest = Long.MIN_VALUE;

        Ring(int seconds) {
            values = new float[seconds];
            Arrays.fill(values, Float.NaN);
        }

        void put(long second, double value) {
            if (newest != Long.MIN_VALUE && second <= newest - values.length) {
                return;
            }
            if (newest != Long.MIN_VALUE && second > newest) {
                long skipped = Math.min(second - newest, values.length);
                for (long gone = second - skipped + 1; gone <= second; gone++) {
                    values[slot(gone)] = Float.NaN;
                }
            }
            newest = Math.max(newest, second);
            values[slot(second)] = (float) value;
        }

        double at(long second) {
            return values[slot(second)];
        }

        List<HistoryPoint> between(long from, long to) {
            List<HistoryPoint> points = new ArrayList<>();
            for (long s = Math.max(from, newest - values.length + 1); s <= Math.min(to, newest); s++) {
                if (!Float.isNaN(values[slot(s)])) {
                    points.add(new HistoryPoint(s * 1000, values[slot(s)]));
                }
            }
            return points;
        }

        private int slot(long second) {
            return (int) Math.floorMod(second, (long) values.length);
        }
    }
}
