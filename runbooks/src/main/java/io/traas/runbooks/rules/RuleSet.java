package io.traas.runbooks.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rules of one runbook, checked: every name in them exists, every type fits, nothing but proposing can happen.
 *
 * @param canonical the same rules printed anew; the only text that is ever compiled
 */
public record RuleSet(String packageName, List<Rule> rules, String canonical) {

    private static final int MAX_BYTES = 64 * 1024;
    private static final int MAX_RULES = 20;
    private static final Schema SCHEMA = new Schema();

    public RuleSet {
        rules = List.copyOf(rules);
    }

    /**
     * Reads the text of a rule file.
     *
     * @param id of the runbook; gives the package
     * @param problems receives everything that is wrong; the result is of use only if it stayed empty
     */
    public static RuleSet read(String id, String file, String text, List<Problem> problems) {
        String packageName = "rules." + id.replace('-', '_');
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            problems.add(new Problem(file, 0, 0, "is larger than " + MAX_BYTES + " bytes"));
            return new RuleSet(packageName, List.of(), "");
        }
        List<Problem> found = new ArrayList<>();
        Parser.Result parsed = Parser.parse(file, text, found);
        if (!parsed.packageName().isEmpty() && !parsed.packageName().equals(packageName)) {
            found.add(new Problem(
                    file,
                    parsed.packageAt().line(),
                    parsed.packageAt().column(),
                    "the package must be " + packageName + ", or left out"));
        }
        List<String> importable = SCHEMA.importable();
        for (Parser.Import wanted : parsed.imports()) {
            if (!importable.contains(wanted.name())) {
                found.add(new Problem(
                        file,
                        wanted.at().line(),
                        wanted.at().column(),
                        "a rule may not import " + wanted.name() + "; facts are known without an import"));
            }
        }
        if (found.isEmpty() && (parsed.rules().isEmpty() || parsed.rules().size() > MAX_RULES)) {
            found.add(new Problem(file, 0, 0, "has " + parsed.rules().size() + " rules, must have 1 to " + MAX_RULES));
        }
        Set<String> names = new HashSet<>();
        for (Rule rule : parsed.rules()) {
            if (!names.add(rule.name())) {
                found.add(new Problem(file, rule.line(), 0, "another rule is called \"" + rule.name() + "\" too"));
            }
            Checker.check(rule, SCHEMA, file, found);
        }
        problems.addAll(found);
        String canonical = found.isEmpty() ? Canonical.print(packageName, importable, parsed.rules()) : "";
        return new RuleSet(packageName, parsed.rules(), canonical);
    }
}
