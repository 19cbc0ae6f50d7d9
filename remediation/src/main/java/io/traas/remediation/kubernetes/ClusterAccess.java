package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.traas.model.stage.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;

/**
 * How to reach the Kubernetes API.
 *
 * @param kubeconfig path of a kubeconfig file; empty for the usual places
 * @param context of the kubeconfig; empty for its current one
 * @param timeout of one request
 */
public record ClusterAccess(String kubeconfig, String context, Duration timeout) {

    public static ClusterAccess from(Settings settings) {
        return new ClusterAccess(
                settings.text(
                        "platform.kubeconfig",
                        "",
                        "kubeconfig file; empty: KUBECONFIG, ~/.kube/config or the pod's service account"),
                settings.text("platform.kube-context", "", "context of the kubeconfig; empty: its current one"),
                settings.duration("remediation.request-timeout", "5s", "of one request to the Kubernetes API"));
    }

    /**
     * Does not call the server yet. The client makes no retries of its own: they would hide refusals and double writes.
     *
     * @throws IllegalArgumentException when the file is missing or has no such context
     */
    public KubernetesClient connect() {
        // Set, and not built anew: a builder would read the current context once more, and mix its credentials in.
        Config config = config();
        config.setUserAgent(Marks.FIELD_MANAGER);
        config.setRequestTimeout((int) timeout.toMillis());
        config.setConnectionTimeout((int) timeout.toMillis());
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** {@link #connect()}, with what the stage needs of it. */
    public ClusterConnection open(String platformNamespace, Clock clock) {
        return new ClusterConnection(connect(), platformNamespace, clock);
    }

    private Config config() {
        String wanted = context.isBlank() ? null : context;
        Config config;
        if (kubeconfig.isBlank()) {
            config = Config.autoConfigure(wanted);
        } else if (Files.isReadable(Path.of(kubeconfig))) {
            config = Config.fromKubeconfig(wanted, Path.of(kubeconfig).toFile());
        } else {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig
                    + " cannot be read; set platform.kubeconfig to an existing file, or leave it empty");
        }
        if (wanted != null
                && (config.getCurrentContext() == null
                        || !wanted.equals(config.getCurrentContext().getName()))) {
            throw new IllegalArgumentException(
                    "the kubeconfig " + kubeconfig + " has no context '" + wanted + "'; check platform.kube-context");
        }
        return config;
    }
}
