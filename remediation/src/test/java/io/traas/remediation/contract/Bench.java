package io.traas.remediation.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscalerBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.remediation.kubernetes.ConfigMapSwitch;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What the contract needs of a cluster besides the port under test: things to act on, and eyes. */
public final class Bench implements AutoCloseable {

    private static final String CLUSTER = "contract";
    private static final PatchContext AS_PERSON = new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager("kubectl")
            .build();

    private final KubernetesClient client;
    private final String namespace;
    private final String image;

    /** Creates the namespace with its stop switch in the position run. */
    public Bench(KubernetesClient client, String namespace, String image) {
        this.client = client;
        this.namespace = namespace;
        this.image = image;
        client.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
        setSwitch("run");
    }

    KubernetesClient client() {
        return client;
    }

    String namespace() {
        return namespace;
    }

    void setSwitch(String state) {
        removeSwitch();
        client.configMaps()
                .inNamespace(namespace)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(ConfigMapSwitch.NAME)
                        .withNamespace(namespace)
                        .endMetadata()
                        .addToData("state", state)
                        .addToData("by", "contract")
                        .addToData("reason", "a test")
                        .build())
                .create();
    }

    void removeSwitch() {
        client.configMaps()
                .inNamespace(namespace)
                .withName(ConfigMapSwitch.NAME)
                .delete();
    }

    /** A ready Deployment. */
    Target deployment(String name, int replicas) {
        Map<String, String> labels = Map.of("app", name);
        Deployment deployment = new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
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
                .withImage(image)
                .withNewResources()
                .addToRequests("memory", new Quantity("64Mi"))
                .addToLimits("memory", new Quantity("128Mi"))
                .endResources()
                .addNewEnv()
                .withName("RELEASE")
                .withValue("one")
                .endEnv()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        client.apps().deployments().inNamespace(namespace).resource(deployment).create();
        awaitReady(name, replicas);
        return Target.deployment(CLUSTER, namespace, name);
    }

    Target service(String app) {
        client.services()
                .inNamespace(namespace)
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(app)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withSelector(Map.of("app", app))
                        .addNewPort()
                        .withPort(80)
                        .endPort()
                        .endSpec()
                        .build())
                .create();
        return new Target(CLUSTER, namespace, "Service", app);
    }

    /** Creates an object from its JSON, apostrophes standing for quotes, in the collection of this path below the API root. */
    void create(String collection, String json) {
        client.raw(collection, "POST", json.replace('\'', '"'));
    }

    /**
     * Writes the status of an object, as a controller would. A controller that is there writes at the same time: then it
     * is tried again, and the start of a Job, which may not change, is left as it is.
     */
    void putStatus(String path, String status) {
        await().ignoreExceptionsMatching(e -> e instanceof KubernetesClientException refused
                        && refused.getCode() == HttpURLConnection.HTTP_CONFLICT)
                .untilAsserted(() -> {
                    ObjectNode object = read(path);
                    ObjectNode written = (ObjectNode) tree(status.replace('\'', '"'));
                    JsonNode started = object.at("/status/startTime");
                    if (started.isTextual()) {
                        written.set("startTime", started);
                    }
                    object.set("status", written);
                    client.raw(path + "/status", "PUT", object.toString());
                });
    }

    /** The object as it is now. */
    ObjectNode read(String path) {
        String body = client.raw(path);
        if (body == null) {
            throw new AssertionError(path + " does not exist");
        }
        return (ObjectNode) tree(body);
    }

    boolean exists(String path) {
        return client.raw(path) != null;
    }

    private static JsonNode tree(String json) {
        try {
            return Json.mapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    /** A new release: another template, rolled out. */
    void release(String name, String value) {
        change(
                name,
                "{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"main\",\"env\":"
                        + "[{\"name\":\"RELEASE\",\"value\":\"" + value + "\"}]}]}}}}");
        awaitReady(name, get(name).getSpec().getReplicas());
    }

    void annotate(String name, String annotation, String value) {
        change(name, "{\"metadata\":{\"annotations\":{\"" + annotation + "\":\"" + value + "\"}}}");
    }

    void pause(String name) {
        change(name, "{\"spec\":{\"paused\":true}}");
    }

    void resume(String name) {
        change(name, "{\"spec\":{\"paused\":null}}");
    }

    /** Without a version: the controller writes its status at the same time. */
    private void change(String name, String patch) {
        client.apps().deployments().inNamespace(namespace).withName(name).patch(AS_PERSON, patch);
    }

    void autoscaler(String name) {
        client.autoscaling()
                .v2()
                .horizontalPodAutoscalers()
                .inNamespace(namespace)
                .resource(new HorizontalPodAutoscalerBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withNewScaleTargetRef("apps/v1", "Deployment", name)
                        .withMinReplicas(1)
                        .withMaxReplicas(5)
                        .endSpec()
                        .build())
                .create();
    }

    /** A budget that has been taken notice of. */
    void budget(String app, int minAvailable) {
        client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(namespace)
                .resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName(app)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withNewMinAvailable(minAvailable)
                        .withNewSelector()
                        .withMatchLabels(Map.of("app", app))
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        await().untilAsserted(() -> {
            PodDisruptionBudget budget = client.policy()
                    .v1()
                    .podDisruptionBudget()
                    .inNamespace(namespace)
                    .withName(app)
                    .get();
            assertThatBudgetIsProcessed(budget);
        });
    }

    private static void assertThatBudgetIsProcessed(PodDisruptionBudget budget) {
        if (budget.getStatus() == null
                || budget.getStatus().getExpectedPods() == null
                || budget.getStatus().getExpectedPods() < 1) {
            throw new AssertionError("budget not processed yet: " + budget.getStatus());
        }
    }

    /** A pod nobody would replace. */
    Target lonelyPod(String name) {
        client.pods()
                .inNamespace(namespace)
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("main")
                        .withImage(image)
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        return Target.pod(CLUSTER, namespace, name);
    }

    Deployment get(String name) {
        return client.apps().deployments().inNamespace(namespace).withName(name).get();
    }

    String release(String name) {
        return get(name)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getEnv()
                .get(0)
                .getValue();
    }

    long revision(String name) {
        return Long.parseLong(get(name).getMetadata().getAnnotations().get("deployment.kubernetes.io/revision"));
    }

    /** Pods of the workload that are not on their way out. */
    List<Pod> pods(String app) {
        return client.pods().inNamespace(namespace).withLabel("app", app).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    Set<String> uids(String app) {
        return pods(app).stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
    }

    Target target(Pod pod) {
        return Target.pod(CLUSTER, namespace, pod.getMetadata().getName());
    }

    Pod pod(Target target) {
        return client.pods()
                .inNamespace(target.namespace())
                .withName(target.name())
                .get();
    }

    Node node(Target target) {
        return client.nodes().withName(target.name()).get();
    }

    /** Nodes that take any pod. */
    long openNodes() {
        return client.nodes().list().getItems().stream()
                .filter(node -> !Boolean.TRUE.equals(node.getSpec().getUnschedulable()))
                .filter(node -> node.getSpec().getTaints().stream()
                        .noneMatch(taint -> taint.getEffect().startsWith("No")))
                .count();
    }

    Target nodeOf(Pod pod) {
        return Target.node(CLUSTER, pod.getSpec().getNodeName());
    }

    /** As a person closes a node. */
    void close(Target node) {
        patch(node, "{\"spec\":{\"unschedulable\":true}}");
    }

    /** As a person opens it, who knows nothing of our marks. */
    void uncordon(Target node) {
        patch(node, "{\"spec\":{\"unschedulable\":null}}");
    }

    /** Nodes outlive the test: nothing of it stays on them. */
    void open(Target node) {
        patch(
                node,
                "{\"spec\":{\"unschedulable\":null},\"metadata\":{\"annotations\":{\"traas.io/cordoned\":null,"
                        + "\"traas.io/fence\":null,\"traas.io/taints\":null,\"traas.io/intent\":null,\"traas.io/written-for\":null}}}");
    }

    private void patch(Target node, String patch) {
        client.nodes().withName(node.name()).patch(AS_PERSON, patch);
    }

    void awaitReady(String name, int replicas) {
        await().untilAsserted(() -> {
            Deployment deployment = get(name);
            boolean ready = deployment.getStatus() != null
                    && Integer.valueOf(replicas).equals(deployment.getStatus().getReadyReplicas())
                    && Integer.valueOf(replicas).equals(deployment.getStatus().getUpdatedReplicas())
                    && Integer.valueOf(replicas).equals(deployment.getStatus().getReplicas())
                    && deployment.getStatus().getObservedGeneration()
                            >= deployment.getMetadata().getGeneration();
            // The status may be of before a pod went; budgets do not count pods that have not left Pending.
            List<Pod> pods = pods(name);
            boolean running = pods.size() == replicas
                    && pods.stream()
                            .allMatch(pod -> "Running".equals(pod.getStatus().getPhase()));
            if (!ready || !running) {
                throw new AssertionError(name + " is not ready: " + deployment.getStatus() + ", pods "
                        + pods.stream().map(Pod::getStatus).toList());
            }
        });
    }

    static ConditionFactory await() {
        return Awaitility.await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(50));
    }

    @Override
    public void close() {
        client.namespaces().withName(namespace).delete();
        client.close();
    }
}
