package io.traas.ui.history;

import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.CounterMemory;
import io.traas.model.signal.Reading;
import io.traas.model.signal.SignalMeter;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes the signals of one workload from the scrapes of its replicas: the sum of each replica's latest reading.
 * Replicas are scraped at different instants, so a reading counts until two and a half of its own intervals have
 * passed without a new one. Not thread-safe.
 */
final class WorkloadMeter {

    private static final double INTERVALS_VALID = 2.5;
    private static final long SHORTEST_VALID_MS = 2_000;
    private static final long FORGOTTEN_AFTER_MS = SignalMeter.MAX_GAP_MS;

    private final SignalMeter meter;
    private final Map<Target, Replica> replicas = new HashMap<>();

    WorkloadMeter(SignalMeter meter) {
        this.meter = meter;
    }

    private record Replica(CounterMemory memory, Map<String, Reading> readings, long atMillis, long intervalMs) {

        boolean countsAt(long now) {
            return now - atMillis <= Math.max(SHORTEST_VALID_MS, (long) (intervalMs * INTERVALS_VALID));
        }
    }

    /** @return name of each signal to its value for the whole workload as of this scrape; may be NaN */
    Map<String, Double> accept(SampleBatch batch) {
        long now = batch.observedAt().toEpochMilli();
        Replica before = replicas.get(batch.target());
        SignalMeter.Readings readings = meter.read(batch, before == null ? CounterMemory.NONE : before.memory());
        long interval = before == null ? 0 : Math.max(0, now - before.atMillis());
        replicas.put(batch.target(), new Replica(readings.memory(), readings.bySignal(), now, interval));
        replicas.values().removeIf(replica -> now - replica.atMillis() > FORGOTTEN_AFTER_MS);
        Map<String, Reading> sums = new HashMap<>();
        for (Replica replica : replicas.values()) {
            if (replica.countsAt(now)) {
                replica.readings().forEach((signal, reading) -> sums.merge(signal, reading, Reading::plus));
            }
        }
        Map<String, Double> values = new HashMap<>();
        sums.forEach((signal, reading) -> values.put(signal, reading.value()));
        return values;
    }
}
