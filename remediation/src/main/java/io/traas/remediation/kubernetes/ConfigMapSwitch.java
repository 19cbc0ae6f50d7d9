package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.remediation.guard.SwitchState;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The stop switch: ConfigMap {@value #NAME} with {@code state: run|stop}, {@code by}, {@code at}, {@code reason}. It
 * lives in the cluster so that it works with everything else of the platform down. Read anew each time, never cached, and
 * never created from here: whoever removes it stops the platform, also across a restart.
 */
public final class ConfigMapSwitch {

    public static final String NAME = "traas-stop";

    private final KubernetesClient client;
    private final String namespace;

    public ConfigMapSwitch(KubernetesClient client, String namespace) {
        this.client = Objects.requireNonNull(client, "client is missing");
        this.namespace = Objects.requireNonNull(namespace, "namespace is missing");
    }

    public SwitchState read() {
        try {
            ConfigMap map =
                    client.configMaps().inNamespace(namespace).withName(NAME).get();
            return map == null
                    ? SwitchState.unreadable(
                            "ConfigMap " + namespace + "/" + NAME + " does not exist; `./traas resume` creates it")
                    : parse(Optional.ofNullable(map.getData()).orElse(Map.of()));
        } catch (KubernetesClientException e) {
            return SwitchState.unreadable("ConfigMap " + namespace + "/" + NAME + ": " + Refusals.text(e));
        }
    }

    private static SwitchState parse(Map<String, String> data) {
        String state = data.getOrDefault("state", "");
        String by = data.getOrDefault("by", "");
        String reason = data.getOrDefault("reason", "");
        return switch (state) {
            case "run" -> new SwitchState(SwitchState.Position.RUN, by, instant(data.get("at")), reason);
            case "stop" -> new SwitchState(SwitchState.Position.STOP, by, instant(data.get("at")), reason);
            default -> SwitchState.unreadable("state is '" + state + "', must be run or stop");
        };
    }

    private static Instant instant(String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            return null;
        }
    }
}
