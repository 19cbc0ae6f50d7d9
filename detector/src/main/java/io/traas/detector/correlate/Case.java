package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An open incident and what is needed to carry it on. Immutable.
 *
 * @param scope what failed; once it is more than a service it stays so
 * @param node the lost node, empty otherwise
 * @param members latest state of every anomaly that belongs to it, by id
 * @param incident as last sent
 * @param sentMs event time of the last sending
 * @param quietSinceMs event time since which no member is open, 0 while one is
 */
public record Case(
        Scope scope, String node, Map<String, Anomaly> members, Incident incident, long sentMs, long quietSinceMs) {

    public enum Scope {
        SERVICE,
        NODE,
        OBSERVER
    }

    public Case {
        members = Map.copyOf(members);
    }

    /** With news of these members, or with these as new ones. */
    Case with(Collection<Anomaly> news) {
        Map<String, Anomaly> all = new HashMap<>(members);
        news.forEach(each -> all.put(each.id(), each));
        return new Case(scope, node, all, incident, sentMs, quietSinceMs);
    }

    Case without(Collection<Anomaly> gone) {
        Map<String, Anomaly> rest = new HashMap<>(members);
        gone.forEach(each -> rest.remove(each.id()));
        return new Case(scope, node, rest, incident, sentMs, quietSinceMs);
    }

    /** True while that workload itself is in trouble. */
    boolean isOpenAt(Target workload) {
        return members.values().stream()
                .anyMatch(each ->
                        isOpen(each) && isTrouble(each) && each.workload().equals(workload));
    }

    static boolean isOpen(Anomaly anomaly) {
        return anomaly.state() != Lifecycle.CLOSED;
    }

    /** Trouble, as opposed to mere evidence: more or less traffic is nobody's fault. */
    static boolean isTrouble(Anomaly anomaly) {
        return anomaly.failureClass() != FailureClass.TRAFFIC;
    }

    static boolean isSurge(Anomaly anomaly) {
        return anomaly.failureClass() == FailureClass.TRAFFIC
                && (anomaly.kind() == AnomalyKind.CHANGE_RATE || anomaly.kind() == AnomalyKind.HIGH)
                && anomaly.observed() > anomaly.expectedHigh();
    }

    static List<Anomaly> oldestFirst(Iterable<Anomaly> anomalies) {
        List<Anomaly> sorted = new ArrayList<>();
        anomalies.forEach(sorted::add);
        sorted.sort(Comparator.comparing(Anomaly::openedAt).thenComparing(Anomaly::id));
        return sorted;
    }
}
