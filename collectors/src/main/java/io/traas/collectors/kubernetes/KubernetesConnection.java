package io.traas.collectors.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.traas.model.stage.Settings;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * How to reach the Kubernetes API.
 *
 * @param kubeconfig path of a kubeconfig file; empty for the usual places ({@code KUBECONFIG}, {@code ~/.kube/config},
 *     the service account of the pod)
 * @param context of the kubeconfig; empty for its current one
 */
public record KubernetesConnection(String kubeconfig, String context) {

    private static final int REQUEST_TIMEOUT_MS = 10_000;
    private static final int RETRIES = 2;

    public static KubernetesConnection from(Settings settings) {
        return new KubernetesConnection(
                settings.text(
                        "platform.kubeconfig",
                        "",
                        "kubeconfig file; empty: KUBECONFIG, ~/.kube/config or the pod's service account"),
                settings.text("platform.kube-context", "", "context of the kubeconfig; empty: its current one"));
    }

    /**
     * Does not call the server yet.
     *
     * @throws IllegalArgumentException when the file is missing or has no such context
     */
    public KubernetesClient client(String userAgent) {
        // Set, and not built anew: a builder would read the current context once more, and mix its credentials in.
        Config config = config();
        config.setUserAgent(userAgent);
        config.setRequestTimeout(REQUEST_TIMEOUT_MS);
        config.setConnectionTimeout(REQUEST_TIMEOUT_MS);
        config.setRequestRetryBackoffLimit(RETRIES);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private Config config() {
        Config config;
        if (kubeconfig.isBlank()) {
            config = Config.autoConfigure(context.isBlank() ? null : context);
        } else if (Files.isReadable(Path.of(kubeconfig))) {
            config = read();
        } else {
            throw new IllegalArgumentException("kubeconfig " + kubeconfig
                    + " cannot be read; set platform.kubeconfig to an existing file, or leave it empty");
        }
        if (!context.isBlank()
                && (config.getCurrentContext() == null
                        || !context.equals(config.getCurrentContext().getName()))) {
            throw new IllegalArgumentException("kubeconfig "
                    + (kubeconfig.isBlank() ? "" : kubeconfig + " ") + "has no context '" + context
                    + "'; check platform.kube-context");
        }
        return config;
    }

    private Config read() {
        try {
            return Config.fromKubeconfig(
                    context.isBlank() ? null : context, Path.of(kubeconfig).toFile());
        } catch (RuntimeException e) {
            // Whatever the YAML and key parsers of the client throw, with texts of many lines.
            throw new IllegalArgumentException(
                    "kubeconfig " + kubeconfig + " cannot be used: " + Followed.firstCause(e), e);
        }
    }
}
