package io.traas.ui.history;

import io.traas.model.Target;
import io.traas.model.signal.Signal;
import java.time.Instant;
import java.util.List;

/** Where charts read a signal of a workload from. Thread-safe. */
public interface MetricHistory {

    /** One value; what the signal was at that instant over all replicas together. */
    record HistoryPoint(long atMillis, double value) {}

    /**
     * @param from inclusive
     * @param to inclusive
     * @param maxPoints more are thinned out, keeping the extremes
     * @return in order of time; empty when nothing is known; no point where nothing was measured
     * @throws HistoryUnavailableException when the store does not answer
     */
    List<HistoryPoint> range(Target workload, Signal signal, Instant from, Instant to, int maxPoints);

    /** The store is away; the message names it. */
    final class HistoryUnavailableException extends RuntimeException {

        public HistoryUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
