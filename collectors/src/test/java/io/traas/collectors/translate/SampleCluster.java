package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntryBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.ReplicaSetBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Kubernetes objects as an API server gives them: namespace {@code shop}, Deployment {@code web}, nodes, pods. */
public final class SampleCluster {

    public static final String CREATED = "2026-11-22T09:00:00Z";

    final List<Deployment> deployments = new ArrayList<>();
    final List<ReplicaSet> replicaSets = new ArrayList<>();
    final List<Pod> pods = new ArrayList<>();
    final List<Node> nodes = new ArrayList<>();
    final List<Namespace> namespaces = new ArrayList<>();
    final List<PodDisruptionBudget> budgets = new ArrayList<>();
    final List<HorizontalPodAutoscaler> autoscalers = new ArrayList<>();
    final List<ConfigMap> configMaps = new ArrayList<>();

    public SampleCluster with(Object... objects) {
        Arrays.asList(objects).forEach(this::add);
        return this;
    }

    private void add(Object object) {
        if (object instanceof Deployment deployment) {
            deployments.add(deployment);
        } else if (object instanceof ReplicaSet replicaSet) {
            replicaSets.add(replicaSet);
        } else if (object instanceof Pod pod) {
            pods.add(pod);
        } else if (object instanceof Node node) {
            nodes.add(node);
        } else if (object instanceof Namespace namespace) {
            namespaces.add(namespace);
        } else if (object instanceof PodDisruptionBudget budget) {
            budgets.add(budget);
        } else if (object instanceof HorizontalPodAutoscaler autoscaler) {
            autoscalers.add(autoscaler);
        } else if (object instanceof ConfigMap configMap) {
            configMaps.add(configMap);
        } else {
            throw new IllegalArgumentException("no place for " + object);
        }
    }

    public ClusterView view() {
        return new ClusterView(
                "c1",
                new ClusterView.Objects(
                        deployments, replicaSets, pods, nodes, namespaces, budgets, autoscalers, configMaps));
    }

    public static PodTemplateSpec template(String image) {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(Map.of("app", "web"))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("main")
                .withImage(image)
                .endContainer()
                .endSpec()
                .build();
    }

    /** A finished Deployment {@code web} of three at revision 2. */
    public static DeploymentBuilder web() {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withUid("web-uid")
                .withGeneration(4L)
                .withAnnotations(Map.of(Annotations.REVISION, "2"))
                .endMetadata()
                .withNewSpec()
                .withReplicas(3)
                .withTemplate(template("web:2"))
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(4L)
                .withReplicas(3)
                .withUpdatedReplicas(3)
                .withReadyReplicas(3)
                .withAvailableReplicas(3)
                .addNewCondition()
                .withType("Progressing")
                .withStatus("True")
                .withReason("NewReplicaSetAvailable")
                .endCondition()
                .endStatus();
    }

    public static ReplicaSet revision(long number, PodTemplateSpec template) {
        return revision(number, template, CREATED);
    }

    public static ReplicaSet revision(long number, PodTemplateSpec template, String created) {
        return replicaSet("rs-" + number, number, template, created);
    }

    public static ReplicaSet replicaSet(String uid, long number, PodTemplateSpec template, String created) {
        return new ReplicaSetBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web-" + uid)
                .withUid(uid)
                .withCreationTimestamp(created)
                .withAnnotations(Map.of(Annotations.REVISION, Long.toString(number)))
                .addNewOwnerReference()
                .withKind("Deployment")
                .withName("web")
                .withUid("web-uid")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withTemplate(template)
                .endSpec()
                .build();
    }

    /** A running and ready pod of revision 2 on node n1. */
    public static PodBuilder pod(String name) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName(name)
                .withUid(name + "-uid")
                .withCreationTimestamp(CREATED)
                .withAnnotations(Map.of("prometheus.io/scrape", "true", "prometheus.io/port", "8080"))
                .addNewOwnerReference()
                .withKind("ReplicaSet")
                .withName("web-rs-2")
                .withUid("rs-2")
                .withController(true)
                .endOwnerReference()
                .endMetadata()
                .withNewSpec()
                .withNodeName("n1")
                .addNewContainer()
                .withName("main")
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPhase("Running")
                .withPodIP("127.1.0.7")
                .withStartTime(CREATED)
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .addNewContainerStatus()
                .withName("main")
                .withRestartCount(0)
                .endContainerStatus()
                .endStatus();
    }

    public static NodeBuilder node(String name, boolean ready) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .withUid(name + "-uid")
                .withResourceVersion(ready ? "1" : "2")
                .withLabels(Map.of(Annotations.ZONE, "z1"))
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "Unknown")
                .endCondition()
                .endStatus();
    }

    public static Namespace namespace(String name, String autonomy) {
        return new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .withResourceVersion("7")
                .withLabels(Map.of(Annotations.AUTONOMY, autonomy))
                .endMetadata()
                .build();
    }

    /** An entry of managedFields that owns {@code spec.<field>}. */
    public static io.fabric8.kubernetes.api.model.ManagedFieldsEntry owns(String manager, String time, String field) {
        return new ManagedFieldsEntryBuilder()
                .withManager(manager)
                .withOperation("Update")
                .withTime(time)
                .withNewFieldsV1()
                .addToAdditionalProperties("f:spec", Map.of("f:" + field, Map.of()))
                .endFieldsV1()
                .build();
    }
}
