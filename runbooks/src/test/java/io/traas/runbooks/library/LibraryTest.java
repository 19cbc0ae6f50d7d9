package io.traas.runbooks.library;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Autonomy;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.runbooks.rules.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryTest {

    private static final String RULES =
            "rule \"restart it\" when $w : Workload(suspect) then plan.restartWorkload($w).because(\"x\"); end\n";
    private static final String MANIFEST = """
            id: my-book
            version: 1.2.3
            title: Restart it
            owner: me
            risk: medium
            autonomy: approve
            failureClasses: [errors, node-loss]
            rungs: [restart it]
            success:
              holdSeconds: 5
              deadlineSeconds: 60
              minCompleteness: 0.6
              requireReady: true
            planTtlSeconds: 120
            budget:
              maxActionsPerHour: 6
            """;

    @TempDir
    Path directory;

    @BeforeEach
    void aGoodRunbook() throws IOException {
        write("my-book", MANIFEST, RULES);
    }

    @Test
    void reads_every_part_of_a_runbook() {
        Library library = Library.of(directory);

        assertThat(library.problems()).isEmpty();
        Runbook runbook = library.runbooks().get(0);
        Manifest manifest = runbook.manifest();
        assertThat(manifest.id()).isEqualTo("my-book");
        assertThat(manifest.version()).isEqualTo("1.2.3");
        assertThat(manifest.risk()).isEqualTo(Risk.MEDIUM);
        assertThat(manifest.autonomy()).isEqualTo(Autonomy.APPROVE);
        assertThat(manifest.failureClasses()).hasSize(2);
        assertThat(manifest.rungOf("restart it")).hasValue(1);
        assertThat(manifest.success()).isEqualTo(new SuccessCriterion(5, 60, true, 0.6));
        assertThat(manifest.planTtl()).isEqualTo(Duration.ofMinutes(2));
        assertThat(manifest.maxActionsPerHour()).isEqualTo(6);
        assertThat(runbook.info().rules()).containsExactly("restart it");
        assertThat(runbook.info().sha256()).hasSize(64);
        assertThat(runbook.info().readme()).isEqualTo("# read me");
    }

    @Test
    void reports_everything_that_is_wrong_with_a_folder_at_once_and_leaves_the_others_in_force() throws IOException {
        write(
                "bad-book",
                """
                id: other-book
                version: one
                titel: Restart it
                owner: me
                risk: huge
                autonomy: auto
                failureClasses: []
                rungs: [restart it, restart it]
                success: {holdSeconds: 5.5, deadlineSeconds: 0, minCompleteness: 60, requireReady: yes}
                planTtlSeconds: soon
                """,
                "rule \"restart it\" when $w : Workload(nosuch) then plan.restartWorkload($w).because(\"x\"); end");
        Files.delete(directory.resolve("bad-book/README.md"));
        Files.delete(directory.resolve("bad-book/tests/one.yaml"));

        Library library = Library.of(directory);

        assertThat(library.runbooks()).extracting(Runbook::id).containsExactly("my-book");
        assertThat(library.problems())
                .extracting(Problem::toString)
                .containsExactlyInAnyOrder(
                        "bad-book/runbook.yaml:1:5: 'id' is 'other-book', must be the folder's name 'bad-book'",
                        "bad-book/runbook.yaml:2:10: 'version' is 'one', must be like 1.4.2",
                        "bad-book/runbook.yaml:1:1: 'title' is missing",
                        "bad-book/runbook.yaml:3:1: unknown key 'titel'; did you mean 'title'?",
                        "bad-book/runbook.yaml:5:7: 'risk' is 'huge', must be one of [low, medium, high]",
                        "bad-book/runbook.yaml:7:17: 'failureClasses' must be a list with at least one entry",
                        "bad-book/runbook.yaml:9:24: 'holdSeconds' must be a whole number",
                        "bad-book/runbook.yaml:9:46: 'deadlineSeconds' is 0, must be a number from 1.0 to 86400.0",
                        "bad-book/runbook.yaml:9:66: 'minCompleteness' is 60, must be a number from 0.0 to 1.0",
                        "bad-book/runbook.yaml:9:84: 'requireReady' is yes, must be true or false",
                        "bad-book/runbook.yaml:9:46: 'deadlineSeconds' must not be less than 'holdSeconds'",
                        "bad-book/runbook.yaml:10:17: 'planTtlSeconds' is soon, must be a number from 1.0 to 3600.0",
                        "bad-book/runbook.yaml:1:1: 'budget' is missing",
                        "bad-book/rules.drl:1:38: Workload has no field 'nosuch'; did you mean 'suspect'?",
                        "bad-book/README.md: is missing",
                        "bad-book/tests/: has no test; a runbook comes with cases in which it fires and not");
    }

    @Test
    void every_rule_stands_on_exactly_one_rung() throws IOException {
        write("my-book", MANIFEST.replace("[restart it]", "[restart, restart]"), RULES);
        assertThat(Library.of(directory).problems())
                .extracting(Problem::message)
                .containsExactlyInAnyOrder(
                        "rungs: no rule is called 'restart'; did you mean 'restart it'?",
                        "rungs: no rule is called 'restart'; did you mean 'restart it'?",
                        "rungs: rule 'restart it' is on no rung");

        write("my-book", MANIFEST.replace("[restart it]", "[[restart it], [restart it]]"), RULES);
        assertThat(Library.of(directory).problems())
                .extracting(Problem::message)
                .containsExactly("rungs: rule 'restart it' is named twice");
    }

    @Test
    void text_that_is_not_yaml_and_files_that_are_not_text_are_problems_of_their_folder_only() throws IOException {
        write("no-yaml", "id: [unclosed", RULES);
        write("no-text", MANIFEST, RULES);
        Files.write(directory.resolve("no-text/rules.drl"), new byte[] {(byte) 0xff, (byte) 0xfe, 0});
        write("list", "- a\n- b\n", RULES);
        write("Bad Name", MANIFEST, RULES);

        Library library = Library.of(directory);

        assertThat(library.runbooks()).extracting(Runbook::id).containsExactly("my-book");
        assertThat(library.problems())
                .extracting(Problem::toString)
                .anyMatch(text -> text.startsWith("no-yaml/runbook.yaml:") && text.contains("is not YAML"))
                .anyMatch(text -> text.startsWith("no-text: cannot be read as text"))
                .anyMatch(text -> text.startsWith("list/runbook.yaml:1:1: must be a mapping"))
                .anyMatch(text -> text.contains("the folder's name must be like 'bad-release', not 'Bad Name'"));
    }

    @Test
    void a_folder_that_is_not_there_is_one_clear_problem() {
        Library library = Library.of(directory.resolve("nowhere"));
        assertThat(library.runbooks()).isEmpty();
        assertThat(library.problems())
                .extracting(Problem::toString)
                .first()
                .asString()
                .contains("nowhere: cannot be read");
    }

    @Test
    void a_runbook_of_ones_own_replaces_the_shipped_one_of_the_same_id() throws IOException {
        Library shipped = Library.of(directory);
        write("my-book", MANIFEST.replace("1.2.3", "9.0.0"), RULES);
        write("new-book", MANIFEST.replace("my-book", "new-book"), RULES);

        Library merged = shipped.overriddenBy(Library.of(directory));

        assertThat(merged.runbooks())
                .extracting(runbook -> runbook.id() + " " + runbook.manifest().version())
                .containsExactly("my-book 9.0.0", "new-book 1.2.3");
    }

    @Test
    void a_runbook_the_compiler_refuses_is_left_out_with_the_reason() {
        Library rest = Library.of(directory).without(Map.of("my-book", "does not compile: oh"));
        assertThat(rest.runbooks()).isEmpty();
        assertThat(rest.problems()).containsExactly(new Problem("my-book/rules.drl", 0, 0, "does not compile: oh"));
    }

    private void write(String id, String manifest, String rules) throws IOException {
        Path folder = directory.resolve(id);
        Files.createDirectories(folder.resolve("tests"));
        for (Map.Entry<String, String> file : List.of(
                Map.entry("runbook.yaml", manifest),
                Map.entry("rules.drl", rules),
                Map.entry("README.md", "# read me"),
                Map.entry("tests/one.yaml", "name: one"))) {
            Files.writeString(folder.resolve(file.getKey()), file.getValue());
        }
    }
}
