package io.traas.drills.cluster;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.traas.drills.cluster.container.ContainerRuntime;
import io.traas.drills.cluster.store.KubernetesJson;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** A practice cluster for a test, with the client of the platform and a plain one. Everything happens in one namespace. */
final class TestCluster implements AutoCloseable {

    static final String NAMESPACE = "store";
    static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Much faster than a real cluster, but slow enough that a busy machine loses no heartbeats. */
    static final ClusterTimings FAST = new ClusterTimings(
            Duration.ofMillis(200),
            Duration.ofSeconds(3),
            Duration.ofMillis(300),
            Duration.ofSeconds(2),
            Duration.ofMillis(100),
            Duration.ofSeconds(3),
            Duration.ofSeconds(6),
            Duration.ofMillis(1200),
            Duration.ofMillis(50));

    record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String text(String pointer) {
            return body.at(pointer).asText();
        }
    }

    final PracticeCluster cluster;
    final KubernetesClient client;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private TestCluster(ClusterSettings settings, ContainerRuntime runtime) {
        cluster = new PracticeCluster(settings, runtime);
        Config config = Config.fromKubeconfig(cluster.kubeconfig());
        config.setRequestRetryBackoffLimit(0);
        client = new KubernetesClientBuilder().withConfig(config).build();
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    static TestCluster start(ContainerRuntime runtime) throws IOException {
        return start(runtime, settings -> settings);
    }

    static TestCluster start(ContainerRuntime runtime, UnaryOperator<ClusterSettings> change) throws IOException {
        Path work = Files.createTempDirectory("practice-cluster-test-");
        ImageCatalog images =
                image -> image.contains("missing") ? Optional.empty() : Optional.of(List.of("program", image));
        return new TestCluster(change.apply(ClusterSettings.of(images, work).withTimings(FAST)), runtime);
    }

    /** A Deployment of an image, whose pods are ready as soon as they run. */
    static DeploymentBuilder deployment(String name, int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels("app", name)
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .addToLabels("app", name)
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(1L)
                .addNewContainer()
                .withName("app")
                .withImage("shop/" + name + ":1")
                .addNewPort()
                .withName("http")
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    /** The same with a readiness probe, which a {@link FakeRuntime} answers. */
    static DeploymentBuilder probedDeployment(String name, int replicas) {
        return deployment(name, replicas)
                .editSpec()
                .editTemplate()
                .editSpec()
                .editFirstContainer()
                .addNewEnv()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort(8080)
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(50)
                .withFailureThreshold(1)
                .endReadinessProbe()
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
    }

    /** Creates the Deployment and waits until all its pods are available. */
    Deployment createAvailable(DeploymentBuilder deployment) {
        Deployment created = client.resource(deployment.build()).create();
        return awaitRolledOut(created.getMetadata().getName());
    }

    /** Waits as a client of a real cluster does, by generation and counts. */
    Deployment awaitRolledOut(String name) {
        return awaitDeployment(name, deployment -> {
            var status = deployment.getStatus();
            Integer wanted = deployment.getSpec().getReplicas();
            return status.getObservedGeneration() != null
                    && status.getObservedGeneration()
                            >= deployment.getMetadata().getGeneration()
                    && wanted.equals(status.getUpdatedReplicas())
                    && wanted.equals(status.getReplicas())
                    && wanted.equals(status.getAvailableReplicas());
        });
    }

    Deployment awaitDeployment(String name, Predicate<Deployment> condition) {
        return await("Deployment " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(
                        () -> client.apps()
                                .deployments()
                                .inNamespace(NAMESPACE)
                                .withName(name)
                                .get(),
                        condition);
    }

    Pod awaitPod(String name, Predicate<Pod> condition) {
        return await("pod " + name)
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> pod(name), pod -> pod != null && condition.test(pod));
    }

    Pod pod(String name) {
        return client.pods().inNamespace(NAMESPACE).withName(name).get();
    }

    /** Pods with the label app, in order of their names. */
    List<Pod> pods(String app) {
        return client.pods().inNamespace(NAMESPACE).withLabel("app", app).list().getItems();
    }

    static String name(Pod pod) {
        return pod.getMetadata().getName();
    }

    static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    Answer send(String method, String target, String contentType, String body) {
        return send(method, target, contentType, body, "");
    }

    Answer send(String method, String target, String contentType, String body, String token) {
        Map<String, String> headers = new HashMap<>();
        if (!contentType.isEmpty()) {
            headers.put("Content-Type", contentType);
        }
        if (!token.isEmpty()) {
            headers.put("Authorization", "Bearer " + token);
        }
        return send(method, target, body, headers);
    }

    /** Sends a request as it stands, for what the platform's client would not send. */
    Answer send(String method, String target, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(cluster.url().resolve(target))
                .header("User-Agent", "curl/8.0")
                .method(
                        method,
                        body.isEmpty()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            String type = response.headers().firstValue("Content-Type").orElse("");
            boolean watch = target.contains("watch=true") && response.statusCode() == 200;
            JsonNode tree = type.contains("json") && !response.body().isEmpty() && !watch
                    ? KubernetesJson.parse(response.body())
                    : KubernetesJson.object();
            return new Answer(response.statusCode(), tree, response);
        } catch (IOException failure) {
            throw new AssertionError(method + " " + target + " was not answered", failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }

    Answer get(String target) {
        return send("GET", target, "", "");
    }

    @Override
    public void close() {
        client.close();
        cluster.close();
    }
}
