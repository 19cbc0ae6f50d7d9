package io.traas.drills.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PracticeClusterMainTest {

    @Test
    void itWritesAKubeconfigSaysReadyAndEndsWithItsInput(@TempDir Path folder) throws Exception {
        Path kubeconfig = folder.resolve("kubeconfig");
        Process process = start("--kubeconfig", kubeconfig.toString(), "--demo-workloads");
        try (BufferedReader output = reader(process)) {
            // Warnings of a busy machine may come before it.
            assertThat(output.lines().filter(line -> line.startsWith("ready ")).findFirst())
                    .hasValueSatisfying(line -> assertThat(line).startsWith("ready http://127.0.0.1:"));
            Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
            try (KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(config).build()) {
                assertThat(client.apps()
                                .deployments()
                                .inNamespace("shop")
                                .list()
                                .getItems())
                        .hasSize(2);
            }
            process.getOutputStream().close();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void anUnknownOptionEndsInOneClearLine() throws Exception {
        Process process = start("--prot", "80");
        try (BufferedReader output = reader(process)) {
            assertThat(output.lines().toList())
                    .containsExactly("unknown option --prot; known are --port N, --kubeconfig FILE, --demo-workloads");
            assertThat(process.waitFor()).isEqualTo(2);
        }
    }

    @Test
    void aPortInUseEndsInOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = start("--port", Integer.toString(taken.getLocalPort()));
            try (BufferedReader output = reader(process)) {
                assertThat(output.lines().toList())
                        .containsExactly("cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                + ": is the port in use? Port 0 takes a free one.");
                assertThat(process.waitFor()).isEqualTo(1);
            }
        }
    }

    private static Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                PracticeClusterMain.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    private static BufferedReader reader(Process process) {
        return new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    }
}
