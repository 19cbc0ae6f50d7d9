package io.traas.collectors.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KubernetesConnectionTest {

    private static final String KUBECONFIG = """
            apiVersion: v1
            kind: Config
            current-context: one
            clusters:
            - {name: a, cluster: {server: "http://127.0.0.1:1/"}}
            - {name: b, cluster: {server: "http://127.0.0.1:2/"}}
            users:
            - {name: me, user: {token: t}}
            contexts:
            - {name: one, context: {cluster: a, user: me}}
            - {name: two, context: {cluster: b, user: me}}
            """;

    @TempDir
    Path directory;

    private Path kubeconfig;

    @BeforeEach
    void write() throws IOException {
        kubeconfig = Files.writeString(directory.resolve("config"), KUBECONFIG);
    }

    @Test
    void theCurrentContextIsTakenUnlessAnotherIsNamed() {
        assertThat(server(new KubernetesConnection(kubeconfig.toString(), ""))).isEqualTo("http://127.0.0.1:1/");
        assertThat(server(new KubernetesConnection(kubeconfig.toString(), "two")))
                .isEqualTo("http://127.0.0.1:2/");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new KubernetesConnection("/no/such/file", "").client("test"))
                .hasMessage("kubeconfig /no/such/file cannot be read; set platform.kubeconfig to an existing file,"
                        + " or leave it empty");
    }

    @Test
    void aFileThatIsNoKubeconfigIsNamedOnOneLine() throws IOException {
        Path broken = Files.writeString(directory.resolve("broken"), "not: [a kubeconfig");

        assertThatThrownBy(() -> new KubernetesConnection(broken.toString(), "").client("test"))
                .hasMessageStartingWith("kubeconfig " + broken + " cannot be used: ")
                .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(1));
    }

    @Test
    void anUnknownContextIsNamed() {
        assertThatThrownBy(() -> new KubernetesConnection(kubeconfig.toString(), "three").client("test"))
                .hasMessageContaining("no context 'three'")
                .hasMessageContaining("platform.kube-context");
    }

    private static String server(KubernetesConnection connection) {
        try (KubernetesClient client = connection.client("test")) {
            assertThat(client.getConfiguration().getUserAgent()).isEqualTo("test");
            return client.getMasterUrl().toString();
        }
    }
}
