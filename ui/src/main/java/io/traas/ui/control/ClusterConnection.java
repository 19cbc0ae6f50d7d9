package io.traas.ui.control;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How to reach the cluster that keeps the stop switch.
 *
 * @param kubeconfig empty for the usual places
 * @param context of the kubeconfig, empty for its current one
 */
public record ClusterConnection(String kubeconfig, String context) {

    /** Somebody waits at the button: long enough for a slow server, and no retries behind that person's back. */
    private static final int TIMEOUT_MS = 5_000;

    /**
     * Does not call the server yet.
     *
     * @throws IllegalArgumentException when the file cannot be read
     */
    public KubernetesClient client() {
        return client(config());
    }

    static KubernetesClient client(Config config) {
        Config impatient = new ConfigBuilder(config)
                .withRequestTimeout(TIMEOUT_MS)
                .withConnectionTimeout(TIMEOUT_MS)
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(impatient).build();
    }

    private Config config() {
        String wanted = context.isBlank() ? null : context;
        if (kubeconfig.isBlank()) {
            return Config.autoConfigure(wanted);
        }
        if (!Files.isReadable(Path.of(kubeconfig))) {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig
                    + " cannot be read; set platform.kubeconfig to an existing file, or leave it empty");
        }
        return Config.fromKubeconfig(wanted, Path.of(kubeconfig).toFile());
    }
}
