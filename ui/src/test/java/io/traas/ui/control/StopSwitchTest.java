package io.traas.ui.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.traas.model.StopOrder;
import io.traas.model.StopScope;
import io.traas.ui.control.StopSwitch.SwitchUnreachableException;
import java.time.Instant;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopSwitchTest {

    private static final Logger SERVER_LOG = Logger.getLogger("io.fabric8.mockwebserver");
    private static final String NAMESPACE = "traas-system";
    private static final StopOrder STOPPED = new StopOrder(
            StopScope.ALL, true, "kim", Instant.parse("2026-01-31T12:00:00.5Z"), "something is off", null);

    private KubernetesMockServer server;
    private KubernetesClient client;
    private ConfigMapStopSwitch stopSwitch;

    @BeforeEach
    void start() {
        SERVER_LOG.setLevel(Level.OFF);
        server = ClusterServer.start();
        try (KubernetesClient patient = server.createClient()) {
            client = ClusterConnection.client(patient.getConfiguration());
        }
        stopSwitch = new ConfigMapStopSwitch(client, NAMESPACE);
    }

    @AfterEach
    void stop() {
        client.close();
        server.destroy();
    }

    @Test
    void settingItCreatesItAndReadsBack() {
        assertThat(stopSwitch.read()).isEmpty();
        stopSwitch.set(STOPPED);
        assertThat(stopSwitch.read()).containsExactly(STOPPED);
    }

    @Test
    void aPartIsStoppedBesideTheWholeAndGoesWhenResumed() {
        put(Map.of("state", "run"));
        StopOrder shop =
                new StopOrder(StopScope.parse("namespace.shop"), true, "kim", STOPPED.at(), "moving", STOPPED.at());
        stopSwitch.set(shop);
        assertThat(stopSwitch.read()).hasSize(2).contains(shop);
        stopSwitch.set(new StopOrder(shop.scope(), false, "kim", STOPPED.at(), "done", null));
        assertThat(stopSwitch.read()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "RUN", "stopped", "yes"})
    void aPositionThatIsNeitherIsNotUnderstood(String state) {
        put(Map.of("state", state));
        assertThatThrownBy(stopSwitch::read)
                .isInstanceOf(SwitchUnreachableException.class)
                .hasMessageContaining("must be run or stop");
    }

    @Test
    void aKeyNobodyKnowsMayBeAStopAndIsNamed() {
        put(Map.of("state", "run", "note", "do not remove"));
        assertThatThrownBy(stopSwitch::read).hasMessageContaining("note");
        stopSwitch.set(STOPPED);
        ConfigMap found = client.configMaps()
                .inNamespace(NAMESPACE)
                .withName(ConfigMapStopSwitch.NAME)
                .get();
        assertThat(found.getData()).containsEntry("state", "stop").containsEntry("note", "do not remove");
    }

    @Test
    void anInstantThatSomebodyMistypedDoesNotHideThePosition() {
        put(Map.of("state", "stop", "at", "yesterday"));
        assertThat(stopSwitch.read()).containsExactly(new StopOrder(StopScope.ALL, true, "", null, "", null));
    }

    @Test
    void aClusterThatIsAwayIsSaidWithTheNameOfTheSwitch() {
        server.destroy();
        assertThatThrownBy(stopSwitch::read)
                .isInstanceOf(SwitchUnreachableException.class)
                .hasMessageContaining("traas-system/traas-stop");
        assertThatThrownBy(() -> stopSwitch.set(STOPPED)).isInstanceOf(SwitchUnreachableException.class);
    }

    @Test
    void aKubeconfigThatIsMissingIsNamedWithItsSetting() {
        assertThatThrownBy(() -> new ClusterConnection("/nowhere/config", "").client())
                .hasMessageContaining("/nowhere/config")
                .hasMessageContaining("platform.kubeconfig");
    }

    private void put(Map<String, String> data) {
        client.configMaps()
                .inNamespace(NAMESPACE)
                .resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(ConfigMapStopSwitch.NAME)
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withData(data)
                        .build())
                .create();
    }
}
