package io.traas.ui.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.StopOrder;
import io.traas.model.wire.Json;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SwitchData;
import java.net.HttpURLConnection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The switch as ConfigMap {@code traas-stop} of the platform's namespace, as {@link SwitchData} says. Setting it creates it
 * when there is none.
 */
public final class ConfigMapStopSwitch implements StopSwitch {

    public static final String NAME = SwitchData.NAME;

    private static final PatchContext MERGE = new PatchContext.Builder()
            .withPatchType(PatchType.JSON_MERGE)
            .withFieldManager("traas-ui")
            .build();

    private final KubernetesClient client;
    private final String namespace;

    public ConfigMapStopSwitch(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public List<StopOrder> read() {
        try {
            ConfigMap map = resource().get();
            return map == null
                    ? List.of()
                    : SwitchData.read(Optional.ofNullable(map.getData()).orElse(Map.of()));
        } catch (KubernetesClientException e) {
            throw unreachable("read", e);
        } catch (MalformedRecordException e) {
            throw new SwitchUnreachableException(
                    "ConfigMap " + namespace + "/" + NAME + " is not understood, nothing is acted on: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public void set(StopOrder order) {
        Map<String, String> data = SwitchData.write(order);
        try {
            patch(data);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw unreachable("set", e);
            }
            data.values().removeIf(Objects::isNull);
            create(data);
        }
    }

    private void patch(Map<String, String> data) {
        try {
            resource().patch(MERGE, Json.mapper().writeValueAsString(Map.of("data", data)));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("cannot write the stop switch as JSON", e);
        }
    }

    private void create(Map<String, String> data) {
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .endMetadata()
                .withData(data)
                .build();
        try {
            client.configMaps().inNamespace(namespace).resource(map).create();
        } catch (KubernetesClientException e) {
            throw unreachable("create", e);
        }
    }

    private Resource<ConfigMap> resource() {
        return client.configMaps().inNamespace(namespace).withName(NAME);
    }

    private SwitchUnreachableException unreachable(String verb, KubernetesClientException e) {
        return new SwitchUnreachableException(
                "cannot " + verb + " the stop switch, ConfigMap " + namespace + "/" + NAME + ": " + reason(e), e);
    }

    /** What the server said, or what kept us from it. */
    private static String reason(KubernetesClientException e) {
        if (e.getStatus() != null && e.getStatus().getMessage() != null) {
            return e.getStatus().getMessage();
        }
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    }
}
