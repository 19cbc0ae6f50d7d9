package io.traas.drills.cluster;

import static io.traas.drills.cluster.TestCluster.NAMESPACE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.traas.drills.cluster.TestCluster.Answer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final String CONFIG_MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";

    private TestCluster test;

    @BeforeEach
    void start() throws IOException {
        test = TestCluster.start(new FakeRuntime(), settings -> settings.withNodes(1));
    }

    @AfterEach
    void stop() {
        test.close();
    }

    @Test
    void anInformerSeesEveryChangeInOrder() {
        put("a", "0");
        List<String> seen = new CopyOnWriteArrayList<>();
        try (SharedIndexInformer<ConfigMap> informer =
                test.client.configMaps().inNamespace(NAMESPACE).inform(new Recording(seen))) {
            await().atMost(TestCluster.PATIENCE).until(informer::hasSynced);
            put("b", "0");
            for (int i = 1; i <= 200; i++) {
                put("a", Integer.toString(i));
            }
            test.client.configMaps().inNamespace(NAMESPACE).withName("b").delete();

            await().atMost(TestCluster.PATIENCE).until(() -> seen.contains("- b"));
            assertThat(informer.isWatching()).isTrue();
        }
        assertThat(seen)
                .hasSize(203)
                .startsWith("+ a 0", "+ b 0", "= a 1", "= a 2")
                .endsWith("= a 200", "- b");
    }

    @Test
    void aWriteThatChangesNothingIsNotSeen() {
        put("a", "1");
        String version = version("a");

        Answer again =
                test.send("PATCH", CONFIG_MAPS + "/a", "application/merge-patch+json", "{\"data\":{\"value\":\"1\"}}");

        assertThat(again.status()).isEqualTo(200);
        assertThat(again.text("/metadata/resourceVersion")).isEqualTo(version);
        assertThat(watchNow("resourceVersion=" + version)).isEmpty();
    }

    @Test
    void aWatchFromAVersionTellsOnlyWhatCameAfter() {
        put("a", "1");
        String version = version("a");
        put("a", "2");
        put("b", "1");

        assertThat(watchNow("resourceVersion=" + version))
                .satisfiesExactly(
                        event -> assertThat(event).startsWith("{\"type\":\"MODIFIED\""),
                        event -> assertThat(event).startsWith("{\"type\":\"ADDED\""));
        assertThat(watchNow("")).hasSize(2).allMatch(event -> event.startsWith("{\"type\":\"ADDED\""));
        assertThat(watchNow("resourceVersion=999999")).isEmpty();
    }

    @Test
    void aStreamingListEndsWithAMarkedBookmark() {
        put("a", "1");

        List<String> events =
                watchNow("sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan");

        assertThat(events).hasSize(2);
        assertThat(events.get(1)).contains("BOOKMARK", "\"k8s.io/initial-events-end\":\"true\"");
    }

    private List<String> watchNow(String parameters) {
        Answer answer = test.get(CONFIG_MAPS + "?watch=true&" + parameters);
        assertThat(answer.status()).isEqualTo(200);
        return answer.response().body().lines().toList();
    }

    private String put(String name, String value) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .addToData("value", value)
                .build();
        boolean exists =
                test.client.configMaps().inNamespace(NAMESPACE).withName(name).get() != null;
        ConfigMap stored = exists
                ? test.client.resource(map).update()
                : test.client.resource(map).create();
        return stored.getMetadata().getResourceVersion();
    }

    private String version(String name) {
        return test.client
                .configMaps()
                .inNamespace(NAMESPACE)
                .withName(name)
                .get()
                .getMetadata()
                .getResourceVersion();
    }

    private record Recording(List<String> seen) implements ResourceEventHandler<ConfigMap> {

        @Override
        public void onAdd(ConfigMap map) {
            seen.add("+ " + text(map));
        }

        @Override
        public void onUpdate(ConfigMap before, ConfigMap after) {
            seen.add("= " + text(after));
        }

        @Override
        public void onDelete(ConfigMap map, boolean finalStateUnknown) {
            seen.add("- " + map.getMetadata().getName());
        }

        private static String text(ConfigMap map) {
            return map.getMetadata().getName() + " " + map.getData().get("value");
        }
    }
}
