package io.traas.remediation.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterAccessTest {

    /** Where the client looks first when it is given no file. */
    private static final String USUAL_PLACE = Config.KUBERNETES_KUBECONFIG_FILE;

    private static final String TWO_CONTEXTS = """
            apiVersion: v1
            kind: Config
            current-context: admin
            clusters:
            - {name: one, cluster: {server: "https://127.0.0.1:1", insecure-skip-tls-verify: true}}
            - {name: two, cluster: {server: "https://127.0.0.1:2"}}
            users:
            - {name: admin, user: {username: admin, password: secret, token: of-the-admin}}
            - {name: traas, user: {token: of-the-platform}}
            contexts:
            - {name: admin, context: {cluster: one, user: admin}}
            - {name: platform, context: {cluster: two, user: traas}}
            """;

    @TempDir
    private Path directory;

    private String before;

    @BeforeEach
    void writeKubeconfig() throws IOException {
        before = System.getProperty(USUAL_PLACE);
        System.setProperty(
                USUAL_PLACE,
                Files.writeString(directory.resolve("config"), TWO_CONTEXTS).toString());
    }

    @AfterEach
    void restore() {
        if (before == null) {
            System.clearProperty(USUAL_PLACE);
        } else {
            System.setProperty(USUAL_PLACE, before);
        }
    }

    @Test
    void anotherContextThanTheCurrentOneTakesNothingFromTheCurrentOne() {
        try (KubernetesClient client = new ClusterAccess("", "platform", Duration.ofSeconds(7)).connect()) {
            Config config = client.getConfiguration();
            assertThat(config.getMasterUrl()).startsWith("https://127.0.0.1:2");
            assertThat(config.getAutoOAuthToken()).isEqualTo("of-the-platform");
            assertThat(config.getUsername()).isNull();
            assertThat(config.getPassword()).isNull();
            assertThat(config.isTrustCerts()).isFalse();
            assertThat(config.getRequestTimeout()).isEqualTo(7_000);
        }
    }
}
