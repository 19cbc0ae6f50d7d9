package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Target;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which anomalies belong together. Two workloads do when one calls the other, directly or through others; everything a
 * lost node took with it does; silence while the observer is blind belongs to the observer alone.
 */
final class Domains {

    private static final String OBSERVER = "observer";

    private final Map<String, String> parents = new HashMap<>();
    private final ClusterView view;
    private final FleetHealth fleet;

    private Domains(ClusterView view, FleetHealth fleet) {
        this.view = view;
        this.fleet = fleet;
    }

    /** Parts of the anomalies, each part one failure domain, in a stable order. */
    static List<List<Anomaly>> partition(List<Anomaly> anomalies, ClusterView view, FleetHealth fleet) {
        return new Domains(view, fleet).partition(anomalies);
    }

    /** Those of the workloads that calls link to one of them, through one another; itself too. */
    static Set<Target> relatives(Target one, Set<Target> workloads, ClusterView view) {
        Set<Target> found = new HashSet<>(Set.of(one));
        Deque<Target> open = new ArrayDeque<>(found);
        while (!open.isEmpty()) {
            Target next = open.pop();
            workloads.stream()
                    .filter(each -> !found.contains(each) && view.related(next, each))
                    .forEach(open::push);
            found.addAll(open);
        }
        return found;
    }

    /** True for an anomaly that says no more than that a pod is not heard. */
    static boolean isSilence(Anomaly anomaly) {
        return anomaly.failureClass() == FailureClass.UNRESPONSIVE || anomaly.failureClass() == FailureClass.OBSERVER;
    }

    /** True for silence that is ours: scrapes that nobody even tried, or failures all over the place. */
    static boolean isOfObserver(Anomaly anomaly, FleetHealth fleet) {
        return anomaly.failureClass() == FailureClass.OBSERVER
                || anomaly.failureClass() == FailureClass.UNRESPONSIVE && fleet.observerFault();
    }

    private List<List<Anomaly>> partition(List<Anomaly> anomalies) {
        for (Anomaly one : anomalies) {
            String key = keyOf(one);
            if (!key.equals(OBSERVER) && isSilence(one) && fleet.lostNodes().contains(one.node())) {
                union(key, "node " + one.node());
            }
            for (Anomaly other : anomalies) {
                boolean both = !key.equals(OBSERVER) && !keyOf(other).equals(OBSERVER);
                if (both && view.related(one.workload(), other.workload())) {
                    union(key, keyOf(other));
                }
            }
        }
        Map<String, List<Anomaly>> parts = new TreeMap<>();
        for (Anomaly anomaly : anomalies) {
            parts.computeIfAbsent(root(keyOf(anomaly)), unused -> new ArrayList<>())
                    .add(anomaly);
        }
        return List.copyOf(parts.values());
    }

    private String keyOf(Anomaly anomaly) {
        return isOfObserver(anomaly, fleet) ? OBSERVER : anomaly.workload().toString();
    }

    private String root(String key) {
        String parent = parents.getOrDefault(key, key);
        return parent.equals(key) ? key : root(parent);
    }

    /** The smaller name becomes the root, so that the result does not depend on the order. */
    private void union(String one, String other) {
        String a = root(one);
        String b = root(other);
        if (!a.equals(b)) {
            parents.put(a.compareTo(b) < 0 ? b : a, a.compareTo(b) < 0 ? a : b);
        }
    }
}
