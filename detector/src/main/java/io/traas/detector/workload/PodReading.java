package io.traas.detector.workload;

import io.traas.model.Target;
import io.traas.model.signal.Reading;
import java.util.Map;

/**
 * One scrape of one pod, reduced to its signals.
 *
 * @param up whether the scrape succeeded
 * @param bySignal by name of the signal; one without data is absent
 */
public record PodReading(
        Target pod, Target workload, String node, long atMillis, boolean up, Map<String, Reading> bySignal) {

    public PodReading {
        bySignal = Map.copyOf(bySignal);
    }
}
