package io.traas.ui.control;

import io.fabric8.kubernetes.client.Config;
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
        // Set, and not built anew: a builder would read the current context once more, and mix its credentials in.
        config.setRequestTimeout(TIMEOUT_MS);
        config.setConnectionTimeout(TIMEOUT_MS);
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
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
