package io.traas.drills.cluster.read;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.ResourceType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchesTest {

    private static final int REMEMBERED = 3;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ObjectStore store = new ObjectStore(REMEMBERED);
    private final Watches watches = new Watches(store, Runnable::run, timer);
    private final Lines lines = new Lines();

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    @Test
    void aVersionThatIsForgottenEndsTheWatchWith410() {
        for (int i = 0; i < REMEMBERED + 2; i++) {
            put("a", "app", "x" + i);
        }

        watches.open(query(""), since(1), lines);

        assertThat(lines.sent).hasSize(1);
        assertThat(lines.sent.get(0))
                .startsWith("{\"type\":\"ERROR\"")
                .contains("\"message\":\"too old resource version: 1 (3)\"", "\"reason\":\"Expired\"", "\"code\":410");
        assertThat(lines.ended).isTrue();
    }

    @Test
    void aVersionThatIsJustRememberedReplaysWhatCameAfter() {
        for (int i = 0; i < REMEMBERED + 2; i++) {
            put("a", "app", "x" + i);
        }

        watches.open(query(""), since(store.oldestKnown(ResourceType.CONFIG_MAP)), lines);

        assertThat(lines.sent).hasSize(REMEMBERED).allMatch(line -> line.contains("MODIFIED"));
        assertThat(lines.ended).isFalse();
    }

    @Test
    void anObjectThatLeavesTheSelectorIsShownAsItWasUnderTheNewVersion() {
        put("a", "app", "cart");
        watches.open(query("app=cart"), since(store.version()), lines);

        put("a", "app", "other");
        put("a", "app", "cart");

        assertThat(lines.sent).hasSize(2);
        assertThat(lines.sent.get(0)).contains("DELETED", "\"app\":\"cart\"", "\"resourceVersion\":\"3\"");
        assertThat(lines.sent.get(1)).contains("ADDED", "\"app\":\"cart\"");
    }

    @Test
    void aClientThatIsGoneIsNotServedAnyMore() {
        watches.open(query(""), since(1), lines);
        lines.gone = true;

        put("a", "app", "cart");
        put("b", "app", "cart");

        assertThat(lines.sent).hasSize(1);
        assertThat(lines.ended).isTrue();
    }

    @Test
    void aClosedWatchGetsNothingMore() {
        WatchSession session = watches.open(query(""), since(1), lines);

        watches.close(session);
        put("a", "app", "cart");

        assertThat(lines.sent).isEmpty();
        assertThat(lines.ended).isTrue();
    }

    private void put(String name, String label, String value) {
        ObjectNode tree = KubernetesJson.object().put("kind", "ConfigMap").put("apiVersion", "v1");
        tree.putObject("metadata")
                .put("name", name)
                .put("namespace", "store")
                .putObject("labels")
                .put(label, value);
        store.put(new ObjectKey(ResourceType.CONFIG_MAP, "store", name), tree);
    }

    private static ListQuery query(String labels) {
        return new ListQuery(ResourceType.CONFIG_MAP, "store", labels, "");
    }

    private static WatchOptions since(long version) {
        return new WatchOptions(OptionalLong.of(version), false, false, Optional.<Duration>empty());
    }

    private static final class Lines implements WatchSink {
        private final List<String> sent = new ArrayList<>();
        private boolean gone;
        private boolean ended;

        @Override
        public boolean send(String line) {
            sent.add(line);
            return !gone;
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
