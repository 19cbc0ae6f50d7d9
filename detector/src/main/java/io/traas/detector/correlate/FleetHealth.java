package io.traas.detector.correlate;

import io.traas.detector.workload.Presence;
import io.traas.model.PodState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Tells apart, from who answers and who does not, a lost node from a blind observer. Silence that stays on one node is
 * the node's; silence spread over nodes while the cluster calls those pods ready is ours.
 *
 * @param lostNodes nodes of which no pod answers while the others do
 * @param observerFault so many scrapes fail everywhere that silence says nothing about a pod
 * @param silent pods that do not answer now
 * @param total pods that should
 */
record FleetHealth(Set<String> lostNodes, boolean observerFault, List<Presence> silent, int total) {

    private static final int MIN_PODS_OF_NODE = 2;
    private static final int MIN_SILENT = 3;
    private static final double OBSERVER_SHARE = 0.4;
    private static final double CALM_SHARE = 0.25;

    static FleetHealth of(ClusterView view) {
        List<Presence> fleet = view.fleet();
        List<Presence> losing = fleet.stream().filter(Presence::losing).toList();
        List<Presence> silent = fleet.stream().filter(each -> !each.up()).toList();
        boolean observer = losing.size() >= MIN_SILENT
                && losing.size() >= OBSERVER_SHARE * fleet.size()
                && losing.stream().map(Presence::node).distinct().count() >= 2
                && mostlyReady(losing, view);
        Set<String> lost = lostNodes(fleet);
        // Silence of one whole node explains itself, however large a part of a small cluster the node is.
        return new FleetHealth(lost, observer && lost.isEmpty(), silent, fleet.size());
    }

    private static Set<String> lostNodes(List<Presence> fleet) {
        Map<String, List<Presence>> byNode =
                fleet.stream().filter(each -> !each.node().isEmpty()).collect(Collectors.groupingBy(Presence::node));
        Set<String> lost = new HashSet<>();
        byNode.forEach((node, pods) -> {
            List<Presence> rest = new ArrayList<>(fleet);
            rest.removeAll(pods);
            long restLosing = rest.stream().filter(Presence::losing).count();
            boolean restCalm = !rest.isEmpty() && restLosing <= CALM_SHARE * rest.size();
            if (pods.size() >= MIN_PODS_OF_NODE && pods.stream().allMatch(FleetHealth::isDead) && restCalm) {
                lost.add(node);
            }
        });
        return lost;
    }

    /** We asked and got no answer; when we did not even ask, it says nothing. */
    private static boolean isDead(Presence pod) {
        return pod.heard() && !pod.up();
    }

    /** When the cluster itself says that they are not ready, they are in trouble and we see well. */
    private static boolean mostlyReady(List<Presence> pods, ClusterView view) {
        long ready = pods.stream()
                .filter(each -> view.podOf(each.workload(), each.pod())
                        .map(PodState::ready)
                        .orElse(true))
                .count();
        return 2 * ready >= pods.size();
    }

    /** Share of the pods that answer, or whose silence the incident at hand explains, in [0, 1]. */
    double completeness(Set<String> explainedPods) {
        long unexplained = silent.stream()
                .filter(each -> !explainedPods.contains(each.pod().toString()))
                .count();
        return total == 0 ? 1 : 1 - (double) unexplained / total;
    }
}
