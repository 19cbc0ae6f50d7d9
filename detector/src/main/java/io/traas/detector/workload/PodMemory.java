package io.traas.detector.workload;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is remembered of one pod.
 *
 * @param recent its last readings, oldest first, at most {@link #KEPT}
 * @param firstSeenMs when it was first heard of
 * @param upSinceMs since when its scrapes succeed, 0 when the last one failed
 * @param everUp whether any scrape ever succeeded
 * @param judgedMs instant of the newest reading that was judged: none is judged twice
 * @param missed intervals in a row without any reading
 * @param lost bit <i>i</i> is set when its <i>i</i>-th newest scrape failed
 */
public record PodMemory(
        List<PodReading> recent,
        long firstSeenMs,
        long upSinceMs,
        boolean everUp,
        long judgedMs,
        int missed,
        int lost) {

    static final int KEPT = 3;

    public PodMemory {
        recent = List.copyOf(recent);
    }

    static PodMemory first(PodReading reading) {
        return new PodMemory(List.of(), reading.atMillis(), 0, false, 0, 0, 0).with(reading);
    }

    PodMemory with(PodReading reading) {
        List<PodReading> readings = new ArrayList<>(recent);
        readings.add(reading);
        readings.sort(Comparator.comparingLong(PodReading::atMillis));
        List<PodReading> kept = readings.subList(Math.max(0, readings.size() - KEPT), readings.size());
        boolean newest = reading.equals(kept.get(kept.size() - 1));
        long upSince = !newest ? upSinceMs : !reading.up() ? 0 : upSinceMs == 0 ? reading.atMillis() : upSinceMs;
        int newLost = newest ? lost << 1 | (reading.up() ? 0 : 1) : lost;
        return new PodMemory(kept, firstSeenMs, upSince, everUp || reading.up(), judgedMs, missed, newLost);
    }

    PodMemory judged(long atMillis) {
        return new PodMemory(recent, firstSeenMs, upSinceMs, everUp, atMillis, 0, lost);
    }

    PodMemory missedOne() {
        return new PodMemory(recent, firstSeenMs, upSinceMs, everUp, judgedMs, missed + 1, lost);
    }

    PodReading newest() {
        return recent.get(recent.size() - 1);
    }

    /** The newest reading before {@code endMs}, null when there is none. */
    PodReading newestBefore(long endMs) {
        PodReading found = null;
        for (PodReading reading : recent) {
            found = reading.atMillis() < endMs ? reading : found;
        }
        return found;
    }
}
