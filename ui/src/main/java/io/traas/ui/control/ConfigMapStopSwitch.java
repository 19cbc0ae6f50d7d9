package io.traas.ui.control;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.wire.Json;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;

/**
 * The switch as ConfigMap {@code traas-stop} of the platform's namespace, keys {@code state} ({@code run} or
 * {@code stop}), {@code by}, {@code at}, {@code reason}. Setting it creates it when there is none.
 */
public final class ConfigMapStopSwitch implements StopSwitch {

    public static final String NAME = "traas-stop";

    private static final String RUN = "run";
    private static final String STOP = "stop";
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
    public Optional<StopState> read() {
        try {
            return Optional.ofNullable(resource().get()).flatMap(ConfigMapStopSwitch::state);
        } catch (KubernetesClientException e) {
            throw unreachable("read", e);
        }
    }

    @Override
    public void set(StopState state) {
        Map<String, String> data = Map.of(
                "state", state.stopped() ? STOP : RUN,
                "by", state.by(),
                "at", state.at().toString(),
                "reason", state.reason());
        try {
            patch(data);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw unreachable("set", e);
            }
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

    private static Optional<StopState> state(ConfigMap map) {
        Map<String, String> data = map.getData() == null ? Map.of() : map.getData();
        String state = data.getOrDefault("state", "");
        if (!state.equals(RUN) && !state.equals(STOP)) {
            return Optional.empty();
        }
        return Optional.of(
                new StopState(state.equals(STOP), data.get("by"), instant(data.get("at")), data.get("reason")));
    }

    /** Somebody may have edited it by hand. */
    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
