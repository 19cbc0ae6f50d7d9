package io.traas.detector.correlate;

import io.traas.detector.workload.Presence;
import io.traas.model.PodState;
import io.traas.model.Target;
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
 * @param fleet every pod that should answer
 */
record FleetHealth(Set<String> lostNodes, boolean observerFault, List<Presence> fleet) {

    private static final int MIN_PODS_OF_NODE = 2;
    private static final int MIN_SILENT = 3;
    private static final double OBSERVER_SHARE = 0.4;
    private static final double CALM_SHARE = 0.25;
    /** So few of many pods lose a scrape at any time, for reasons of their own. */
    private static final double STRAY_SHARE = 0.05;
    /** How probable it may be that chance passes for a silent pod somewhere in the fleet. */
    private static final double RARELY = 1e-4;

    private static final int JUST_NOW = 3;
    private static final int OF_LATE = 31;

    static FleetHealth of(ClusterView view) {
        List<Presence> fleet = view.fleet();
        List<Presence> losing = fleet.stream().filter(Presence::losing).toList();
        boolean observer = losing.size() >= MIN_SILENT
                && losing.size() >= OBSERVER_SHARE * fleet.size()
                && losing.stream().map(Presence::node).distinct().count() >= 2
                && mostlyReady(losing, view);
        Set<String> lost = lostNodes(fleet);
        // Silence of one whole node explains itself, however large a part of a small cluster the node is.
        return new FleetHealth(lost, observer && lost.isEmpty(), fleet);
    }

    /** Pods that do not answer now. */
    List<Presence> silent() {
        return fleet.stream().filter(each -> !each.up()).toList();
    }

    int total() {
        return fleet.size();
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
        return 2 * pods.stream().filter(each -> isReady(each, view)).count() >= pods.size();
    }

    /** True as well of one that the cluster has not told of yet. */
    private static boolean isReady(Presence pod, ClusterView view) {
        return view.podOf(pod.workload(), pod.pod()).map(PodState::ready).orElse(true);
    }

    /**
     * Whether, these pods aside, nearly all have answered all of late. While they have not, the silence of a pod may be
     * the beginning of something larger: a node on its way down, an observer going blind.
     */
    boolean calmBeside(Set<Target> pods) {
        List<Presence> rest =
                fleet.stream().filter(each -> !pods.contains(each.pod())).toList();
        long losing = rest.stream().filter(Presence::losing).count();
        return losing <= STRAY_SHARE * rest.size();
    }

    /**
     * Whether chance alone may have silenced the pod: scrapes of other workloads are lost now and then, so often that
     * as many in a row happen to pods that are well. The longer the silence, the less chance explains it. A pod that is
     * dead for long began to be once, and pods that the cluster itself calls not ready are ill; neither is chance.
     */
    boolean chanceMaySilence(Target pod, ClusterView view) {
        return fleet.stream().filter(each -> each.pod().equals(pod)).anyMatch(silent -> {
            List<Presence> others = fleet.stream()
                    .filter(each -> !each.workload().equals(silent.workload()) && isReady(each, view))
                    .toList();
            double rate = Math.max(lossRate(others, JUST_NOW), lossRate(others, OF_LATE));
            return rate > 0 && fleet.size() * Math.pow(rate, silent.lostInARow()) > RARELY;
        });
    }

    /** Probability that a scrape fails after one that did not, over the last so many scrapes of each pod. */
    private static double lossRate(List<Presence> pods, int scrapes) {
        int failed = pods.stream().mapToInt(each -> each.beganToFail(scrapes)).sum();
        int tried = pods.stream().mapToInt(each -> each.mightFail(scrapes)).sum();
        return tried == 0 ? 0 : (double) failed / tried;
    }

    /** Share of the pods that answer, or whose silence the incident at hand explains, in [0, 1]. */
    double completeness(Set<String> explainedPods) {
        long unexplained = silent().stream()
                .filter(each -> !explainedPods.contains(each.pod().toString()))
                .count();
        return fleet.isEmpty() ? 1 : 1 - (double) unexplained / fleet.size();
    }
}
