package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RbacMainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void rolesOfTheActionsAskedForArePrinted() {
        assertThat(run("--actions", "scale,cordon", "--namespace", "shop")).isZero();
        assertThat(text(out))
                .contains("{name: traas-act-scale, namespace: shop}", "{name: traas-act-cordon-cluster}")
                .doesNotContain("restart-workload");
    }

    @Test
    void withoutAChoiceAllActionsArePrinted() {
        assertThat(run()).isZero();
        assertThat(text(out))
                .contains("traas-act-restart-workload", "traas-act-run-job")
                .doesNotContain("kind: Role\n");
    }

    @Test
    void theActionsOfASettingsFileArePrinted(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(directory.resolve("traas.yaml"), "remediation:\n  actions: cordon, silence-alerts\n");
        assertThat(run("--config", file.toString())).isZero();
        assertThat(text(out)).contains("traas-act-cordon-cluster").doesNotContain("scale", "silence");

        Files.writeString(file, "remediation:\n  actions: reboot\n");
        assertThat(run("--config", file.toString())).isEqualTo(2);
        assertThat(text(err)).contains("remediation.actions", "'reboot'", "restart-workload");
    }

    @Test
    void mistakesAreNamedAndNothingIsPrinted() {
        assertThat(run("--actions", "reboot")).isEqualTo(2);
        assertThat(run("--namespace", "Shop; evil")).isEqualTo(2);
        assertThat(run("--actions")).isEqualTo(2);
        assertThat(run("--colour", "red")).isEqualTo(2);
        assertThat(text(out)).isEmpty();
        assertThat(text(err))
                .contains(
                        "unknown action 'reboot'",
                        "'Shop; evil' is no name of a namespace",
                        "no value after --actions",
                        "unknown option '--colour'");
    }

    @Test
    void helpNamesTheActions() {
        assertThat(run("--help")).isZero();
        assertThat(text(out)).contains("usage: ./traas rbac", "quarantine-pod");
    }

    private int run(String... arguments) {
        return RbacMain.run(
                arguments,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
