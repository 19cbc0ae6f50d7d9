package io.traas.drills.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.traas.drills.cluster.RecordedCase.Step;
import io.traas.drills.cluster.store.KubernetesJson;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends what was sent to a real API server, and expects what that answered. */
class RecordedAnswersTest {

    private final Placeholders placeholders = new Placeholders();

    static Stream<Path> recordings() throws IOException, URISyntaxException {
        URL folder = Objects.requireNonNull(RecordedAnswersTest.class.getResource("/kubernetes-1.36"));
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            return files.filter(file -> file.toString().endsWith(".json")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("recordings")
    void theAnswersAreThoseOfARealServer(Path file) throws IOException {
        RecordedCase recorded = RecordedCase.read(file);
        FakeRuntime runtime = new FakeRuntime();
        if (recorded.file().startsWith("05") || recorded.file().startsWith("06")) {
            // There the pods must still be terminating at the next request.
            runtime.ignoreTermination();
        }
        try (TestCluster test = TestCluster.start(runtime)) {
            arrange(test, recorded);
            for (Step step : recorded.steps()) {
                if (step.settle()) {
                    settle(test);
                }
                compare(step, send(test, step));
            }
        }
    }

    /** What was in the real cluster before the first request. */
    private void arrange(TestCluster test, RecordedCase recorded) {
        if (!recorded.namespace().equals(TestCluster.NAMESPACE)) {
            test.client
                    .resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(recorded.namespace())
                            .endMetadata()
                            .build())
                    .create();
        }
        switch (recorded.file()) {
            case "02-rollout-restart.json", "04-scale.json" -> deployment(test, recorded, "cart", 3);
            case "16-service-endpoints-quarantine.json" ->
                deployment(test, recorded, "cart", 2, Map.of("serve", "yes", "version", "blue"));
            case "05-pod-delete.json" -> {
                deployment(test, recorded, "cart", 3);
                configMap(test, recorded, "x", "traas.io/hold");
                configMap(test, recorded, "y");
            }
            case "06-eviction.json" -> deployment(test, recorded, "cart", 3);
            case "07-server-dry-run.json" -> deployment(test, recorded, "cart", 2);
            case "10a-errors.json" -> deployment(test, recorded, "web", 1);
            case "10b-watch-bookmarks-gone.json", "11a-node-cordon-drain.json" -> {
                // Nothing but the namespace and the nodes.
            }
            default -> throw new AssertionError("nothing is arranged for " + recorded.file());
        }
    }

    private void deployment(TestCluster test, RecordedCase recorded, String name, int replicas) {
        deployment(test, recorded, name, replicas, Map.of());
    }

    private void deployment(
            TestCluster test, RecordedCase recorded, String name, int replicas, Map<String, String> labels) {
        Deployment deployment = new DeploymentBuilder(
                        TestCluster.deployment(name, replicas).build())
                .editMetadata()
                .withNamespace(recorded.namespace())
                .endMetadata()
                .editSpec()
                .editTemplate()
                .editMetadata()
                .addToLabels(labels)
                .endMetadata()
                .editSpec()
                .withTerminationGracePeriodSeconds(30L)
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
        test.client.resource(deployment).create();
        await().atMost(TestCluster.PATIENCE)
                .until(() -> Integer.valueOf(replicas)
                        .equals(test.client
                                .resource(deployment)
                                .get()
                                .getStatus()
                                .getAvailableReplicas()));
        settle(test);
        List<Pod> pods = test.client
                .pods()
                .inNamespace(recorded.namespace())
                .withLabel("app", name)
                .list()
                .getItems();
        for (int i = 0; i < pods.size(); i++) {
            String placeholder = "pod" + (i + 1);
            placeholders.bind(placeholder, TestCluster.name(pods.get(i)));
            placeholders.bind(placeholder + ".uid", pods.get(i).getMetadata().getUid());
            placeholders.bind(
                    placeholder + ".version", pods.get(i).getMetadata().getResourceVersion());
        }
    }

    private static void configMap(TestCluster test, RecordedCase recorded, String name, String... finalizers) {
        test.client
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(recorded.namespace())
                        .withFinalizers(finalizers)
                        .endMetadata()
                        .build())
                .create();
    }

    private TestCluster.Answer send(TestCluster test, Step step) {
        return test.send(
                step.method(),
                placeholders.filledIn(step.target()),
                placeholders.filledIn(step.body()),
                step.headers().properties().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, header -> header.getValue().asText())));
    }

    private void compare(Step step, TestCluster.Answer answer) {
        String what = step.note() + ": " + step.method() + " " + step.target() + "\n"
                + answer.response().body();
        assertThat(answer.status()).as(what).isEqualTo(step.status());
        for (Map.Entry<String, JsonNode> header : step.answerHeaders().properties()) {
            assertThat(answer.response().headers().firstValue(header.getKey()))
                    .as(what)
                    .hasValue(header.getValue().asText());
        }
        if (step.answer().isMissingNode()) {
            assertThat(answer.response().body()).as(what).isEqualTo(step.text());
        } else {
            assertThat(placeholders.difference(
                            "", withDistinctCauses(step.answer()), withDistinctCauses(answer.body())))
                    .as(what)
                    .isEmpty();
        }
    }

    /** The real server reports some causes twice. */
    private static JsonNode withDistinctCauses(JsonNode status) {
        JsonNode copy = status.deepCopy();
        if (copy.at("/details/causes") instanceof ArrayNode causes) {
            List<JsonNode> distinct = Stream.iterate(0, i -> i < causes.size(), i -> i + 1)
                    .<JsonNode>map(causes::get)
                    .distinct()
                    .toList();
            causes.removeAll();
            distinct.forEach(causes::add);
        }
        return copy;
    }

    /** Waits until no controller writes any more. */
    private static void settle(TestCluster test) {
        long[] last = {-1, System.nanoTime()};
        await().atMost(TestCluster.PATIENCE)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(15))
                .until(() -> {
                    long version = KubernetesJson.parse(
                                    test.get("/api/v1/pods?limit=1").response().body())
                            .at("/metadata/resourceVersion")
                            .asLong();
                    return isQuiet(last, version);
                });
    }

    private static boolean isQuiet(long[] last, long version) {
        long now = System.nanoTime();
        if (version != last[0]) {
            last[0] = version;
            last[1] = now;
        }
        return now - last[1] > Duration.ofMillis(120).toNanos();
    }
}
