package io.traas.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.DoNothing;
import io.traas.model.RemediationPlan;
import io.traas.runbooks.decide.Decider;
import io.traas.runbooks.decide.Policy;
import io.traas.runbooks.engine.DroolsRuleBook;
import io.traas.runbooks.library.Library;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Runs every case of every shipped runbook against the whole library, so that runbooks cannot get in each other's way. */
class ShippedLibraryTest {

    private static final Path FOLDER = Path.of("library");
    private static Library library;
    private static DroolsRuleBook rules;

    @BeforeAll
    static void compile() {
        library = Library.of(FOLDER);
        rules = DroolsRuleBook.of(library.runbooks());
    }

    @Test
    void every_runbook_is_in_force() {
        assertThat(library.problems()).isEmpty();
        assertThat(rules.refused()).isEmpty();
        assertThat(library.runbooks()).hasSizeGreaterThanOrEqualTo(8);
    }

    @Test
    void the_classpath_carries_the_same_library() {
        assertThat(Library.shipped()).isEqualTo(library);
    }

    @Test
    void every_file_of_a_runbook_is_used() throws IOException {
        try (Stream<Path> files = Files.walk(FOLDER)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(FOLDER::relativize)
                            .map(Path::toString))
                    .allMatch(path ->
                            path.matches("[a-z-]+/(rules\\.drl|runbook\\.yaml|README\\.md|tests/[a-z0-9-]+\\.yaml)"));
        }
    }

    @Test
    void every_runbook_has_a_case_in_which_it_acts_and_cases_in_which_it_must_not() throws IOException {
        for (String id :
                library.runbooks().stream().map(runbook -> runbook.id()).toList()) {
            List<RunbookCase> cases = cases(id).stream().map(RunbookCase::read).toList();
            assertThat(cases)
                    .as("%s acts", id)
                    .anyMatch(each ->
                            each.decision().equals("act") && each.runbook().equals(id));
            assertThat(cases)
                    .as("%s must not act", id)
                    .anyMatch(each ->
                            !each.decision().equals("act") || !each.runbook().equals(id));
        }
    }

    @TestFactory
    Stream<DynamicTest> decides_as_the_case_says() throws IOException {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(FOLDER)) {
            files = tree.filter(path -> path.toString().contains("/tests/"))
                    .sorted()
                    .toList();
        }
        return files.stream().map(file -> {
            RunbookCase each = RunbookCase.read(file);
            String id = FOLDER.relativize(file).getName(0).toString();
            return DynamicTest.dynamicTest(id + ": " + each.name(), file.toUri(), () -> check(each));
        });
    }

    private static void check(RunbookCase expected) {
        Optional<Decision> decision = new Decider(rules, Policy.DEFAULT).decide(expected.facts());
        String explained = decision.map(ShippedLibraryTest::explain).orElse("no decision yet");
        assertThat(kind(decision)).as(explained).isEqualTo(expected.decision());
        if (decision.isEmpty()) {
            return;
        }
        Optional<RemediationPlan> plan = plan(decision.get());
        assertThat(plan.map(RemediationPlan::runbook).orElse("")).as(explained).isEqualTo(expected.runbook());
        if (!expected.plan().isEmpty()) {
            String steps = plan.orElseThrow().steps().stream()
                    .map(step -> step.describe())
                    .collect(Collectors.joining(", then "));
            assertThat(steps).isEqualTo(expected.plan());
        }
        assertThat(why(decision.get())).as(explained).contains(expected.why());
    }

    private static String kind(Optional<Decision> decision) {
        return decision.map(Decision::outcome)
                .map(outcome -> outcome instanceof Act ? "act" : outcome instanceof AskHuman ? "ask" : "nothing")
                .orElse("wait");
    }

    private static Optional<RemediationPlan> plan(Decision decision) {
        if (decision.outcome() instanceof Act act) {
            return Optional.of(act.plan());
        }
        return decision.outcome() instanceof AskHuman ask ? Optional.ofNullable(ask.plan()) : Optional.empty();
    }

    private static String why(Decision decision) {
        if (decision.outcome() instanceof Act act) {
            return act.plan().because();
        }
        return decision.outcome() instanceof AskHuman ask ? ask.why() : ((DoNothing) decision.outcome()).because();
    }

    private static String explain(Decision decision) {
        Decision.Explanation explanation = decision.explanation();
        return decision.outcome() + "\nmatched " + explanation.matched() + "\nrejected " + explanation.rejected()
                + "\nnear misses\n"
                + explanation.nearMisses().stream().map(Object::toString).collect(Collectors.joining("\n"));
    }

    private static List<Path> cases(String id) throws IOException {
        try (Stream<Path> files = Files.list(FOLDER.resolve(id).resolve("tests"))) {
            return files.sorted().toList();
        }
    }
}
