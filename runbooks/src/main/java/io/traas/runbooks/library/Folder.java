package io.traas.runbooks.library;

import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.model.stage.Nearest;
import io.traas.runbooks.rules.Problem;
import io.traas.runbooks.rules.Rule;
import io.traas.runbooks.rules.RuleSet;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/**
 * The files of one runbook as text.
 *
 * @param name of the folder; must be the id of the runbook
 * @param files by path within the folder
 */
record Folder(String name, Map<String, String> files) {

    static final String RULES = "rules.drl";
    static final String MANIFEST = "runbook.yaml";
    static final String README = "README.md";
    static final String TESTS = "tests/";

    private static final int MAX_RUNGS = 3;

    Folder {
        files = new TreeMap<>(files);
    }

    /** The runbook, or every reason why it is none. */
    Optional<Runbook> read(List<Problem> problems) {
        List<Problem> found = new ArrayList<>();
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            found.add(new Problem("", 0, 0, "the folder's name must be like 'bad-release', not '" + name + "'"));
        }
        Manifest manifest = manifest(found);
        RuleSet rules = RuleSet.read(name, RULES, text(RULES, found), found);
        String readme = text(README, found);
        if (files.keySet().stream().noneMatch(path -> path.startsWith(TESTS))) {
            found.add(new Problem(TESTS, 0, 0, "has no test; a runbook comes with cases in which it fires and not"));
        }
        if (found.isEmpty()) {
            checkRungs(manifest, rules, found);
        }
        found.forEach(problem -> problems.add(
                new Problem(name + "/" + problem.file(), problem.line(), problem.column(), problem.message())));
        return found.isEmpty() ? Optional.of(new Runbook(manifest, rules, readme)) : Optional.empty();
    }

    private String text(String file, List<Problem> problems) {
        String text = files.getOrDefault(file, "");
        if (text.isBlank()) {
            problems.add(new Problem(file, 0, 0, files.containsKey(file) ? "is empty" : "is missing"));
        }
        return text;
    }

    private Manifest manifest(List<Problem> problems) {
        String text = text(MANIFEST, problems);
        if (text.isBlank()) {
            return null;
        }
        try {
            LoaderOptions options = new LoaderOptions();
            options.setMaxAliasesForCollections(0);
            Node root = new Yaml(new SafeConstructor(options)).compose(new StringReader(text));
            return manifest(new Section(MANIFEST, root, problems), problems);
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 0 : e.getProblemMark().getLine() + 1;
            problems.add(new Problem(MANIFEST, line, 0, "is not YAML: " + e.getProblem()));
        } catch (YAMLException e) {
            problems.add(new Problem(MANIFEST, 0, 0, "is not YAML: " + e.getMessage()));
        }
        return null;
    }

    private Manifest manifest(Section yaml, List<Problem> problems) {
        int before = problems.size();
        String id = yaml.text("id");
        if (!id.isEmpty() && !id.equals(name)) {
            yaml.problem("id", "'id' is '" + id + "', must be the folder's name '" + name + "'");
        }
        String version = yaml.text("version");
        if (!version.isEmpty() && !version.matches("\\d+\\.\\d+\\.\\d+")) {
            yaml.problem("version", "'version' is '" + version + "', must be like 1.4.2");
        }
        String title = yaml.text("title");
        String owner = yaml.text("owner");
        Risk risk = yaml.choice("risk", Risk.class);
        Autonomy autonomy = yaml.choice("autonomy", Autonomy.class);
        var classes = yaml.choices("failureClasses", FailureClass.class);
        List<List<String>> rungs = yaml.groups("rungs");
        if (rungs.size() > MAX_RUNGS) {
            yaml.problem("rungs", "a ladder has at most " + MAX_RUNGS + " rungs, not " + rungs.size());
        }
        Section success = yaml.section("success");
        int holdSeconds = success.integer("holdSeconds", 1, 3_600);
        int deadlineSeconds = success.integer("deadlineSeconds", 1, 86_400);
        double minCompleteness = success.number("minCompleteness", 0, 1);
        boolean requireReady = success.flag("requireReady");
        if (deadlineSeconds < holdSeconds) {
            success.problem("deadlineSeconds", "'deadlineSeconds' must not be less than 'holdSeconds'");
        }
        success.done();
        int ttlSeconds = yaml.integer("planTtlSeconds", 1, 3_600);
        Section budget = yaml.section("budget");
        int maxActionsPerHour = budget.integer("maxActionsPerHour", 1, 1_000);
        budget.done();
        yaml.done();
        return problems.size() > before
                ? null
                : new Manifest(
                        id,
                        version,
                        title,
                        owner,
                        risk,
                        autonomy,
                        classes,
                        rungs,
                        new SuccessCriterion(holdSeconds, deadlineSeconds, requireReady, minCompleteness),
                        Duration.ofSeconds(ttlSeconds),
                        maxActionsPerHour);
    }

    /** Every rule stands on exactly one rung, and every rung names rules that exist. */
    private static void checkRungs(Manifest manifest, RuleSet rules, List<Problem> problems) {
        TreeSet<String> unplaced = new TreeSet<>();
        rules.rules().stream().map(Rule::name).forEach(unplaced::add);
        TreeSet<String> names = new TreeSet<>(unplaced);
        for (List<String> rung : manifest.rungs()) {
            for (String rule : rung) {
                if (!names.contains(rule)) {
                    problems.add(new Problem(
                            MANIFEST, 0, 0, "rungs: no rule is called '" + rule + "'" + Nearest.hint(rule, names)));
                } else if (!unplaced.remove(rule)) {
                    problems.add(new Problem(MANIFEST, 0, 0, "rungs: rule '" + rule + "' is named twice"));
                }
            }
        }
        unplaced.forEach(rule -> problems.add(new Problem(MANIFEST, 0, 0, "rungs: rule '" + rule + "' is on no rung")));
    }
}
