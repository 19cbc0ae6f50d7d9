package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SwitchData;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.people.SwitchMemory;
import java.time.Clock;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The stop switch: ConfigMap {@value #NAME} as {@link SwitchData}. It lives in the cluster so that it works with
 * everything else of the platform down. Read anew each time, never cached, and never created from here: whoever removes
 * it stops the platform, also across a restart.
 */
public final class ConfigMapSwitch {

    public static final String NAME = SwitchData.NAME;

    private final KubernetesClient client;
    private final String namespace;
    private final SwitchMemory memory;
    private final Clock clock;

    /** One that remembers no switch before. */
    public ConfigMapSwitch(KubernetesClient client, String namespace) {
        this(client, namespace, new SwitchMemory(), Clock.systemUTC());
    }

    public ConfigMapSwitch(KubernetesClient client, String namespace, SwitchMemory memory, Clock clock) {
        this.client = Objects.requireNonNull(client, "client is missing");
        this.namespace = Objects.requireNonNull(namespace, "namespace is missing");
        this.memory = Objects.requireNonNull(memory, "memory is missing");
        this.clock = Objects.requireNonNull(clock, "clock is missing");
    }

    public SwitchState read() {
        try {
            ConfigMap map =
                    client.configMaps().inNamespace(namespace).withName(NAME).get();
            return map == null
                    ? SwitchState.unreadable(
                            "ConfigMap " + namespace + "/" + NAME + " does not exist; `./traas resume` creates it")
                    : judged(map);
        } catch (KubernetesClientException e) {
            return SwitchState.unreadable("ConfigMap " + namespace + "/" + NAME + ": " + Refusals.text(e));
        }
    }

    private SwitchState judged(ConfigMap map) {
        try {
            Map<String, String> data = Optional.ofNullable(map.getData()).orElse(Map.of());
            String uid = map.getMetadata() == null ? null : map.getMetadata().getUid();
            return uid == null
                    ? SwitchState.unreadable("ConfigMap " + namespace + "/" + NAME + " came without its uid")
                    : memory.judge(uid, SwitchState.of(SwitchData.read(data), clock.instant()));
        } catch (MalformedRecordException e) {
            return SwitchState.unreadable("ConfigMap " + namespace + "/" + NAME + ": " + e.getMessage());
        }
    }
}
