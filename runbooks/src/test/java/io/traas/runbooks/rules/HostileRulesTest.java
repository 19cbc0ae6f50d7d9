package io.traas.runbooks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.runbooks.rules.Token.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Rules are hostile input: whatever could run code, at build time or later, must not pass, and must not reach the compiler. */
class HostileRulesTest {

    private static final String EVIL = "System.setProperty(\"owned\", \"yes\")";

    static Stream<String> wholeFiles() {
        String harmless = "rule \"r\" when $w : Workload() then plan.rollBack($w).because(\"x\"); end\n";
        return Stream.of(
                        "function void f() { " + EVIL + "; }",
                        "declare Evil x : String = String.valueOf(" + EVIL + ") end",
                        "query \"q\" Workload() end",
                        "global java.util.List list;",
                        "global io.traas.runbooks.facts.Plan plan;",
                        "import java.lang.Runtime;",
                        "import java.util.*;",
                        "import static java.lang.System.setProperty;",
                        "import function java.lang.System.exit;",
                        "import accumulate io.evil.Acc acc;",
                        "import io.traas.model.Action;",
                        "import io.traas.runbooks.library.Library;",
                        "package rules.other;",
                        "package io.traas.runbooks.engine;",
                        "dialect \"mvel\"",
                        "unit Evil;",
                        "enum E { A(" + EVIL + "); }",
                        "declare entry-point e end",
                        "declare window w Workload() over window:length(1) end",
                        "agenda-group \"g\"",
                        "expander evil.dsl",
                        EVIL + ";",
                        "\\u0053ystem.exit(0);",
                        "rule \"x\" extends \"r\" when $w : Workload() then plan.rollBack($w).because(\"x\"); end")
                .flatMap(evil -> Stream.of(evil + "\n" + harmless, harmless + evil));
    }

    static Stream<String> attributes() {
        return Stream.of(
                        "salience 10",
                        "salience (" + EVIL + " == null ? 1 : 2)",
                        "enabled (" + EVIL + " == null)",
                        "no-loop true",
                        "dialect \"mvel\"",
                        "timer (int: 0 1)",
                        "duration 100",
                        "calendars \"c\"",
                        "date-effective \"1-Jan-2020\"",
                        "activation-group \"g\"",
                        "auto-focus true",
                        "ruleflow-group \"g\"",
                        "lock-on-active true",
                        "@foo(" + EVIL + ")",
                        "@Propagation(EAGER)")
                .map(attribute ->
                        "rule \"r\" " + attribute + " when $w : Workload() then plan.rollBack($w).because(\"x\"); end");
    }

    static Stream<String> conditions() {
        return Stream.of(
                        "Workload(" + EVIL + " == null)",
                        "Workload(" + EVIL + " == null || true)",
                        "Workload(target.toString() == \"x\")",
                        "Workload(target.getClass().forName(\"java.lang.Runtime\") != null)",
                        "Workload(class != null)",
                        "Workload(getClass() != null)",
                        "Workload(target.cluster == \"x\")",
                        "Workload(target!.cluster == \"x\")",
                        "Workload(desired == new Integer(1))",
                        "Workload(desired == (int) 1)",
                        "Workload(desired + 1 == 2)",
                        "Workload(desired == 1 ? true : false)",
                        "Workload(desired++ == 2)",
                        "Workload(desired = 2)",
                        "Workload(this == null)",
                        "Workload(this#Evil.x == 1)",
                        "Workload(target matches \"(a+)+$\")",
                        "Workload(reason str[startsWith] \"x\")",
                        "Workload(\"a\".equals(\"b\"))",
                        "Workload(['a','b'] contains \"a\")",
                        "Workload($x : desired)",
                        "Workload($x := desired)",
                        "Workload(/pods[ready])",
                        "/workloads[desired > 1]",
                        "eval(" + EVIL + " == null)",
                        "Workload() from " + EVIL,
                        "Workload() from entry-point \"e\"",
                        "Workload() from collect(Symptom())",
                        "accumulate(Symptom(), $c : count(1))",
                        "accumulate(Symptom(), init(" + EVIL + ";) action() result(1))",
                        "Number() from accumulate(Symptom(), count(1))",
                        "forall(Workload())",
                        "Workload() over window:length(1)",
                        "Workload(this after[1s] $y)",
                        "do[evil]",
                        "Workload() do[evil]",
                        "if (true) do[evil]",
                        "(Workload() or Symptom())",
                        "Workload() or Symptom()",
                        "Object()",
                        "java.lang.Object()",
                        "io.traas.runbooks.facts.Workload()",
                        "Plan()",
                        "String()",
                        "?q()",
                        "q()",
                        "not(" + EVIL + ")",
                        "Workload(suspect; " + EVIL + ")",
                        "Workload(failureClass == java.lang.System.class)",
                        "Workload(failureClass == System.out)",
                        "Workload(desired == 0x10)",
                        "Workload(desired == 99999999999999999999)")
                .map(condition ->
                        "rule \"r\" when $w : Workload() " + condition + " then plan.rollBack($w).because(\"x\"); end");
    }

    static Stream<String> consequences() {
        return Stream.of(
                        EVIL + ";",
                        "plan.rollBack($w).because(\"x\"); " + EVIL + ";",
                        EVIL + "; plan.rollBack($w).because(\"x\");",
                        "plan.rollBack($w).because(" + EVIL + ");",
                        "plan.rollBack($w).because(\"x\" + " + EVIL + ");",
                        "plan.rollBack($w).because(\"x\".concat(\"y\"));",
                        "plan.rollBack($w).because(\"\" + $w.getClass());",
                        "plan.rollBack($w).because(\"\" + $w.class);",
                        "plan.rollBack($w).because(\"\" + $w.target.cluster);",
                        "plan.rollBack($w).because(\"\\u0022);" + EVIL + ";//\");",
                        "plan.rollBack($w).because(\"\\\\\" + $w.uid);",
                        "plan.getClass().forName(\"x\");",
                        "plan.rollBack($w).getClass();",
                        "plan.wait().because(\"x\");",
                        "plan.hashCode().because(\"x\");",
                        "plan.rollBack(null).because(\"x\");",
                        "plan.rollBack(new Workload()).because(\"x\");",
                        "plan.rollBack((Workload) $w).because(\"x\");",
                        "plan.rollBack($w, $w).because(\"x\");",
                        "plan = null;",
                        "insert($w);",
                        "update($w);",
                        "delete($w);",
                        "modify($w) { setX(1) };",
                        "drools.halt();",
                        "kcontext.getKieRuntime().halt();",
                        "while (true) {}",
                        "for (;;) {}",
                        "if (true) plan.rollBack($w).because(\"x\");",
                        "try { plan.rollBack($w).because(\"x\"); } finally {}",
                        "{ plan.rollBack($w).because(\"x\"); }",
                        "Runnable r = () -> {};",
                        "new Thread().start();",
                        "java.lang.Runtime.getRuntime().exec(\"sh\");",
                        "return;",
                        "throw new Error();",
                        "class X { static { " + EVIL + "; } }",
                        "plan.rollBack($w);",
                        "plan.because(\"x\");",
                        "plan;",
                        "",
                        "end then[evil] " + EVIL + ";")
                .map(consequence -> "rule \"r\" when $w : Workload() then " + consequence + " end");
    }

    static Stream<String> names() {
        return Stream.of("a\\\"; " + EVIL + "; \\\"", "a\\n", "${evil}", "", "r*/" + EVIL + "/*", "{" + EVIL + "}")
                .map(name -> "rule \"" + name + "\" when $w : Workload() then plan.rollBack($w).because(\"x\"); end");
    }

    @ParameterizedTest
    @MethodSource({"wholeFiles", "attributes", "conditions", "consequences", "names"})
    void is_refused_and_nothing_is_left_to_compile(String hostile) {
        List<Problem> problems = new ArrayList<>();
        RuleSet rules = RuleSet.read("book", "rules.drl", hostile, problems);
        assertThat(problems).isNotEmpty();
        assertThat(rules.canonical()).isEmpty();
    }

    @Test
    void a_file_of_any_size_or_depth_is_refused_and_not_followed() {
        List<Problem> problems = new ArrayList<>();
        RuleSet.read("book", "rules.drl", " ".repeat(100_000), problems);
        assertThat(problems).extracting(Problem::message).containsExactly("is larger than 65536 bytes");

        problems.clear();
        String deep = "(".repeat(20_000) + "suspect" + ")".repeat(20_000);
        RuleSet.read("book", "rules.drl", "rule \"r\" when Workload(" + deep + ") then end", problems);
        assertThat(problems).extracting(Problem::message).contains("conditions nest deeper than 20");

        problems.clear();
        RuleSet.read(
                "book", "rules.drl", "rule \"r\" when Workload(" + "!".repeat(50_000) + "suspect) then end", problems);
        assertThat(problems).extracting(Problem::message).contains("conditions nest deeper than 20");
    }

    /** Whatever is spliced into good rules: what is compiled in the end consists of known words only. */
    @Property(tries = 3_000)
    void only_known_words_ever_reach_the_compiler(
            @ForAll @IntRange(max = 7) int book, @ForAll int position, @ForAll int which, @ForAll boolean replace)
            throws IOException {
        String text = shipped().get(book);
        List<String> pieces = pieces();
        String piece = pieces.get(Math.floorMod(which, pieces.size()));
        List<Token> tokens = Lexer.tokens("rules.drl", text, new ArrayList<>());
        Token at = tokens.get(Math.floorMod(position, tokens.size()));
        String spliced =
                text.substring(0, at.start()) + " " + piece + " " + text.substring(replace ? at.end() : at.start());

        RuleSet rules = RuleSet.read("book", "rules.drl", spliced, new ArrayList<>());

        String compiled = rules.canonical().replaceFirst("(?s).*global [^\n]*\n", "");
        assertThat(Lexer.tokens("canonical", compiled, new ArrayList<>()))
                .filteredOn(token -> token.kind() == Kind.WORD)
                .extracting(Token::text)
                .allMatch(vocabulary()::contains);
    }

    private static List<String> pieces() {
        return List.of(
                EVIL,
                EVIL + ";",
                "eval(true)",
                "from x",
                "end",
                "then",
                "when",
                "rule",
                "\"",
                "(",
                ")",
                ";",
                "||",
                "!",
                "not",
                "exists",
                "in",
                "$w",
                "$w.target",
                ".getClass()",
                "/*",
                "*/",
                "//",
                "new",
                "1",
                "-1.5",
                "true",
                "Workload()",
                "plan",
                "plan.rollBack($w)",
                ".because(\"x\")",
                "import java.util.List;",
                "function f() {}");
    }

    private static List<String> shipped() throws IOException {
        List<String> texts = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("library"))) {
            for (Path file :
                    files.filter(path -> path.endsWith("rules.drl")).sorted().toList()) {
                texts.add(Files.readString(file));
            }
        }
        return texts;
    }

    private static Set<String> vocabulary() {
        Schema schema = new Schema();
        Set<String> words =
                new HashSet<>(Set.of("rule", "when", "then", "end", "not", "exists", "plan", "true", "false"));
        words.addAll(schema.facts());
        words.addAll(schema.verbs());
        words.addAll(schema.enumerations());
        schema.facts()
                .forEach(fact -> words.addAll(schema.fields(schema.fact(fact).orElseThrow())));
        schema.enumerations()
                .forEach(each ->
                        words.addAll(Schema.constants(schema.enumeration(each).orElseThrow())));
        return words;
    }
}
