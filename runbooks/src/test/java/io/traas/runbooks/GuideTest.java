package io.traas.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Decision;
import io.traas.model.Decision.AskHuman;
import io.traas.runbooks.decide.Decider;
import io.traas.runbooks.decide.Policy;
import io.traas.runbooks.engine.DroolsRuleBook;
import io.traas.runbooks.facts.Fact;
import io.traas.runbooks.facts.Plan;
import io.traas.runbooks.library.Library;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the guide for authors says is true. */
class GuideTest {

    private static final Path GUIDE = Path.of("../docs/write-a-runbook.md");

    @TempDir
    Path directory;

    @Test
    void the_complete_example_works_as_it_stands() throws IOException {
        Path folder = Files.createDirectories(directory.resolve("stuck-start"));
        Path test = Files.createDirectories(folder.resolve("tests")).resolve("fires-when-two-pods-crash.yaml");
        Files.writeString(folder.resolve("rules.drl"), example("`stuck-start/rules.drl`"));
        Files.writeString(folder.resolve("runbook.yaml"), example("`stuck-start/runbook.yaml`"));
        Files.writeString(folder.resolve("README.md"), "# read me");
        Files.writeString(test, example("`stuck-start/tests/"));

        Library library = Library.of(directory);
        assertThat(library.problems()).isEmpty();

        RunbookCase expected = RunbookCase.read(test);
        Decision decision = new Decider(DroolsRuleBook.of(library.runbooks()), Policy.DEFAULT)
                .decide(expected.facts())
                .orElseThrow();
        assertThat(decision.outcome()).isInstanceOfSatisfying(AskHuman.class, ask -> {
            assertThat(ask.plan().runbook()).isEqualTo(expected.runbook());
            assertThat(ask.plan().steps().get(0).describe()).isEqualTo(expected.plan());
        });
    }

    @Test
    void every_field_of_every_fact_and_every_verb_is_listed() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Class<? extends Fact> fact : Fact.TYPES) {
            String fields = Arrays.stream(fact.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.joining(" "));
            assertThat(guide.lines().filter(line -> line.startsWith("| `" + fact.getSimpleName() + "`")))
                    .as(fact.getSimpleName())
                    .singleElement()
                    .asString()
                    .endsWith("`" + fields + "` |");
        }
        for (Method verb : Plan.class.getMethods()) {
            assertThat(guide).contains("| `" + verb.getName() + "($");
        }
    }

    /** The indented block that follows the line which begins so. */
    private static String example(String heading) throws IOException {
        return Files.readString(GUIDE)
                .lines()
                .dropWhile(line -> !line.startsWith(heading))
                .skip(1)
                .dropWhile(line -> !line.startsWith("    "))
                .takeWhile(line -> line.startsWith("    ") || line.isBlank())
                .map(line -> line.isBlank() ? "" : line.substring(4))
                .collect(Collectors.joining("\n"));
    }
}
