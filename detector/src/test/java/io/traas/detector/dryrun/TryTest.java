package io.traas.detector.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the command says when it cannot try a detector; standalone has it on a broker. */
class TryTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();
    private Path spec;

    @BeforeEach
    void write() throws IOException {
        spec = Files.writeString(folder.resolve("spec.json"), Candidates.SHY);
    }

    @Test
    void withoutAFileItSaysHowItIsUsed() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--since", "1h")).isEqualTo(2);
        assertThat(said()).contains("name the file of a detector", "--since 6h");
    }

    @Test
    void anUnknownOptionNamesTheNearest() {
        assertThat(run(spec.toString(), "--sinse", "1h")).isEqualTo(2);
        assertThat(said()).contains("unknown option --sinse; did you mean '--since'?");
    }

    @Test
    void aFileThatCannotBeReadIsNamed() {
        assertThat(run(folder.resolve("none.json").toString())).isEqualTo(1);
        assertThat(said()).contains("cannot read", "none.json");
    }

    @Test
    void aSpecIsRefusedInTheWordsOfTheApi() throws IOException {
        refused(
                Candidates.SHY.replace("\"threshold\"", "\"treshold\""),
                "unknown field 'treshold'; did you mean 'threshold'?");
        refused(Candidates.SHY.replace("\"metric\"", "\"metrik\""), "unknown field 'signal.metrik'");
        refused(Candidates.SHY.replace("\"THRESHOLD\"", "\"GUESS\""), "field 'method'");
        refused(Candidates.SHY.replace("\"window\": 3", "\"window\": 1"), "window is 1, must be at least 2");
        refused(Candidates.SHY.replace("\"window\": 3", "\"window\": 99"), "window is 99, at most 32");
        refused(Candidates.SUCCESSES.replace("st.*", "(st"), "workloads is a bad pattern");
        refused(Candidates.SHY.replace("true", "false"), "enabled is false");
        refused("{", "Unexpected end-of-input");
        refused("null", "is no detector");
    }

    @Test
    void aTimeThatIsNoneIsRefused() {
        assertThat(run(spec.toString(), "--since", "yesterday")).isEqualTo(1);
        assertThat(said()).contains("--since is 'yesterday', must be a duration such as 500ms, 15s, 5m");
    }

    @Test
    @Timeout(60)
    void aBrokerThatIsAwayIsNamed() {
        assertThat(run(spec.toString(), "--bootstrap", "127.0.0.1:1")).isEqualTo(1);
        assertThat(said()).contains("Kafka does not answer at 127.0.0.1:1; name it with --bootstrap HOST:PORT");
    }

    @Test
    void anAddressThatIsNoneIsToldAsSuch() {
        assertThat(run(spec.toString(), "--bootstrap", "nonsense")).isEqualTo(1);
        assertThat(said()).contains("cannot read from Kafka at nonsense", "bootstrap.servers");
    }

    private void refused(String json, String because) throws IOException {
        Files.writeString(spec, json);
        errors.reset();
        assertThat(run(spec.toString())).as(json).isEqualTo(1);
        assertThat(said()).contains(spec.toString()).contains(because);
    }

    private int run(String... arguments) {
        PrintStream nowhere = new PrintStream(PrintStream.nullOutputStream());
        return new Try(Map.of(), Clock.systemUTC(), nowhere, new PrintStream(errors, true, StandardCharsets.UTF_8))
                .run(List.of(arguments));
    }

    private String said() {
        return errors.toString(StandardCharsets.UTF_8);
    }
}
