package io.traas.drills.crash;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One workload to be cured, and what collectors would say of it. */
final class Patient {

    static final String CLUSTER = "practice";
    static final String NAMESPACE = "drill";
    private static final int REPLICAS = 3;

    private static final String REVISION = "deployment.kubernetes.io/revision";

    private final KubernetesClient client;
    private final String name;
    private final int replicas;
    private long requests;
    private Target silent;
    private Instant silentSince;

    /** Three pods. */
    Patient(KubernetesClient client, String name) {
        this(client, name, REPLICAS);
    }

    Patient(KubernetesClient client, String name, int replicas) {
        this.client = client;
        this.name = name;
        this.replicas = replicas;
    }

    Target target() {
        return Target.deployment(CLUSTER, NAMESPACE, name);
    }

    void admit() {
        Map<String, String> labels = Map.of("app", name);
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("main")
                .withImage("sleeper:1")
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        // A client that lost the answer asks again, and finds what it made itself.
        client.apps().deployments().inNamespace(NAMESPACE).resource(deployment).createOr(NonDeletingOperation::update);
    }

    void discharge() {
        client.apps().deployments().inNamespace(NAMESPACE).withName(name).delete();
    }

    boolean isReady(TargetState state) {
        return !state.deleted() && state.ready() == state.desired() && !state.rollingOut();
    }

    TargetState state(Instant now) {
        Deployment deployment = client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get();
        if (deployment == null) {
            return gone(now);
        }
        List<PodState> pods = new ArrayList<>();
        client.pods().inNamespace(NAMESPACE).withLabel("app", name).list().getItems().stream()
                .map(Patient::podState)
                .forEach(pods::add);
        int desired = deployment.getSpec().getReplicas();
        int ready = (int) pods.stream().filter(PodState::ready).count();
        boolean settled = deployment.getStatus() != null
                && deployment.getStatus().getObservedGeneration() != null
                && deployment.getStatus().getObservedGeneration()
                        >= deployment.getMetadata().getGeneration()
                && desired == orZero(deployment.getStatus().getUpdatedReplicas())
                && desired == orZero(deployment.getStatus().getReplicas());
        Map<String, String> annotations = deployment.getMetadata().getAnnotations();
        long revision = annotations == null ? 0 : Long.parseLong(annotations.getOrDefault(REVISION, "0"));
        return state(
                now,
                deployment.getMetadata().getUid(),
                false,
                desired,
                Math.min(ready, desired),
                revision,
                !settled,
                pods);
    }

    /** What is zero is left out. */
    private static int orZero(Integer count) {
        return count == null ? 0 : count;
    }

    TargetState gone(Instant now) {
        return state(now, "gone", true, 0, 0, 1, false, List.of());
    }

    private TargetState state(
            Instant now,
            String uid,
            boolean deleted,
            int desired,
            int ready,
            long revision,
            boolean rollingOut,
            List<PodState> pods) {
        return new TargetState(
                target(),
                uid,
                now,
                deleted,
                desired,
                ready,
                revision,
                Math.max(0, revision - 1),
                rollingOut,
                false,
                false,
                false,
                2 * replicas,
                -1,
                Autonomy.AUTO,
                "",
                List.of(),
                pods);
    }

    private static PodState podState(Pod pod) {
        boolean ready = pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
        boolean terminating = pod.getMetadata().getDeletionTimestamp() != null;
        String node = pod.getSpec().getNodeName() == null ? "" : pod.getSpec().getNodeName();
        return new PodState(
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                node,
                "z1",
                pod.getStatus() == null || pod.getStatus().getPhase() == null
                        ? "Pending"
                        : pod.getStatus().getPhase(),
                ready && !terminating,
                terminating,
                0,
                "",
                1,
                Instant.parse(pod.getMetadata().getCreationTimestamp()));
    }

    /** From now on this pod answers no scrape any more, until another one takes its place. */
    void fallSilent(Target pod, Instant now) {
        silent = pod;
        silentSince = now;
    }

    /** What detectors make of it: a silent pod, or nothing in particular. */
    List<Anomaly> evidence(Instant now) {
        return silent == null
                ? List.of()
                : List.of(new Anomaly(
                        "silence-of-" + silent.name(),
                        Lifecycle.OPENED,
                        new Series(silent, SampleBatch.UP, Map.of()),
                        target(),
                        "",
                        "no-data",
                        AnomalyKind.NO_DATA,
                        FailureClass.UNRESPONSIVE,
                        silentSince,
                        now,
                        0,
                        1,
                        1,
                        1,
                        Severity.SEV2,
                        1,
                        silent.name() + " answers no scrape"));
    }

    /** One scrape of every pod, answered by all but a silent one, nothing failed. */
    List<SampleBatch> scrape(TargetState state, Instant now) {
        requests += 10;
        List<SampleBatch> batches = new ArrayList<>();
        for (PodState pod : state.pods()) {
            Target target = Target.pod(CLUSTER, NAMESPACE, pod.name());
            List<Point> points = target.equals(silent)
                    ? List.of(Point.of(SampleBatch.UP, 0))
                    : List.of(
                            Point.of(SampleBatch.UP, 1),
                            new Point("http_server_requests_seconds_count", Map.of("status", "200"), requests));
            batches.add(new SampleBatch(target, state.target(), pod.node(), now, points));
        }
        return batches;
    }
}
