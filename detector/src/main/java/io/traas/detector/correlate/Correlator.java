package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Carries the incidents of one cluster on from one moment to the next: new anomalies join the incident of their failure
 * domain or, after a short wait for the rest of the picture, open one; an incident closes when nothing of it has been
 * open for a while. Immutable; the memory goes in and comes out.
 */
public final class Correlator {

    private final long gatherMs;
    private final long quietMs;

    /**
     * @param gatherMs how long after its first anomaly an incident opens
     * @param quietMs how long it stays quiet before it closes
     */
    public Correlator(long gatherMs, long quietMs) {
        this.gatherMs = gatherMs;
        this.quietMs = quietMs;
    }

    public record Step(CorrelatorMemory memory, List<Incident> events) {}

    /** Takes in an anomaly's news. */
    public CorrelatorMemory heard(CorrelatorMemory memory, Anomaly news, long wallMs) {
        List<Case> cases = new ArrayList<>();
        boolean known = false;
        for (Case open : memory.cases()) {
            Anomaly before = open.members().get(news.id());
            boolean member = before != null;
            cases.add(member && !isStale(news, before) ? open.with(List.of(news)) : open);
            known |= member;
        }
        Map<String, Waiting> waiting = new HashMap<>(memory.waiting());
        if (news.state() == Lifecycle.CLOSED) {
            waiting.remove(news.id());
        } else if (!known) {
            Waiting before = waiting.get(news.id());
            if (before == null || !isStale(news, before.anomaly())) {
                waiting.put(news.id(), new Waiting(news, before == null ? wallMs : before.heardMs()));
            }
        }
        return new CorrelatorMemory(cases, waiting);
    }

    private static boolean isStale(Anomaly news, Anomaly known) {
        return news.updatedAt().isBefore(known.updatedAt());
    }

    /**
     * Opens, updates and closes what is due.
     *
     * @param nowMs event time: everything up to it has been heard
     * @param wallMs the clock, for the instants told to people
     */
    public Step step(CorrelatorMemory memory, ClusterView view, long nowMs, long wallMs) {
        return new Moment(memory, view, nowMs, wallMs, gatherMs, quietMs).pass();
    }
}
