package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.traas.collectors.scrape.ScrapeTarget;
import io.traas.model.Target;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/** Which pods want to be scraped and where, by the usual {@code prometheus.io} annotations. Pure. */
public final class ScrapeTargets {

    private static final String PREFIX = "prometheus.io/";
    private static final String DEFAULT_PATH = "/metrics";
    private static final int MAX_PORT = 65_535;

    private ScrapeTargets() {}

    /**
     * Running pods with an address that ask for it, also while they terminate, as long as they answer; not those in
     * quarantine, whose numbers would still count for the workload they left.
     *
     * @param problems gets the pod and a sentence for every pod that asks but cannot be scraped
     */
    public static List<ScrapeTarget> of(ClusterView view, BiConsumer<Target, String> problems) {
        List<ScrapeTarget> targets = new ArrayList<>();
        for (Pod pod : view.objects().pods()) {
            boolean running = pod.getStatus() != null
                    && "Running".equals(pod.getStatus().getPhase())
                    && pod.getStatus().getPodIP() != null;
            boolean quarantined =
                    !Annotations.label(pod, Annotations.QUARANTINED).isEmpty();
            if (running
                    && !quarantined
                    && Annotations.annotation(pod, PREFIX + "scrape").equals("true")) {
                Target target = Target.pod(
                        view.cluster(),
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName());
                boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
                try {
                    targets.add(new ScrapeTarget(
                            target, workload(pod, target, view), ClusterView.nodeName(pod), address(pod), terminating));
                } catch (IllegalArgumentException e) {
                    problems.accept(target, e.getMessage());
                }
            }
        }
        return targets;
    }

    private static Target workload(Pod pod, Target target, ClusterView view) {
        Deployment deployment = view.deploymentOf(pod);
        return deployment == null
                ? target
                : Target.deployment(
                        view.cluster(),
                        deployment.getMetadata().getNamespace(),
                        deployment.getMetadata().getName());
    }

    /** @throws IllegalArgumentException saying which annotation cannot be used */
    private static URI address(Pod pod) {
        String scheme = Annotations.annotation(pod, PREFIX + "scheme");
        String path = Annotations.annotation(pod, PREFIX + "path");
        String ip = pod.getStatus().getPodIP();
        return URI.create((scheme.isEmpty() ? "http" : scheme)
                + "://" + (ip.contains(":") ? "[" + ip + "]" : ip)
                + ":" + port(pod)
                + (path.isEmpty() ? DEFAULT_PATH : path.startsWith("/") ? path : "/" + path));
    }

    private static int port(Pod pod) {
        String text = Annotations.annotation(pod, PREFIX + "port");
        if (text.isEmpty()) {
            return pod.getSpec().getContainers().stream()
                    .flatMap(container -> container.getPorts().stream())
                    .map(ContainerPort::getContainerPort)
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException(PREFIX + "port is missing and no container declares a port"));
        }
        try {
            int port = Integer.parseInt(text.trim());
            if (port >= 1 && port <= MAX_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers out of range.
        }
        throw new IllegalArgumentException(PREFIX + "port is '" + text + "', must be a port from 1 to " + MAX_PORT);
    }
}
