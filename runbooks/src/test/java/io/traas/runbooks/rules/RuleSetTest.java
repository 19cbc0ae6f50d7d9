package io.traas.runbooks.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RuleSetTest {

    private static final String LEGAL = """
            package rules.some_book;
            import io.traas.runbooks.facts.Workload;
            import io.traas.model.FailureClass;

            // a comment
            rule "one, that's it"
            when
              $w : Workload(suspect, !rollingOut, desired >= 2 && unresponsiveShare < 0.4 || podsOdd == 1)
              /* another */
              $p : PodTrouble(workload == $w.target, reason != "a \\"b\\"", restarts > -1)
              not Release(target == $w.target, quietSeconds <= 60)
              exists Symptom(failureClass not in (FailureClass.ERRORS, FailureClass.LATENCY), open == true)
            then
              plan.cordon($n).deletePod($p).because("pod " + $p.uid + " of " + 3);
            end
            """.replace(".cordon($n)", "");

    @Test
    void prints_what_it_understood_and_nothing_else() {
        List<Problem> problems = new ArrayList<>();
        String canonical =
                RuleSet.read("some-book", "rules.drl", LEGAL, problems).canonical();

        assertThat(problems).isEmpty();
        assertThat(canonical)
                .startsWith("package rules.some_book;\n")
                .contains("global io.traas.runbooks.facts.Plan plan;\n")
                .endsWith("""
                        rule "one, that's it"
                        when
                          $w : Workload(suspect == true, !(rollingOut == true), ((desired >= 2 && unresponsiveShare < 0.4) || podsOdd == 1))
                          $p : PodTrouble(workload == $w.target(), reason != "a \\"b\\"", restarts > -1)
                          not Release(target == $w.target(), quietSeconds <= 60)
                          exists Symptom((failureClass != FailureClass.ERRORS && failureClass != FailureClass.LATENCY), open == true)
                        then
                          plan.deletePod($p).because("pod " + $p.uid() + " of " + 3);
                        end
                        """);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    Workload(suspect)        | Wrokload(suspect)                        | rules.drl:3:8: no fact is called 'Wrokload'; did you mean 'Workload'?
                    Workload(suspect)        | Workload(suspekt)                        | rules.drl:3:17: Workload has no field 'suspekt'; did you mean 'suspect'?
                    Workload(suspect)        | Workload(desired)                        | rules.drl:3:17: 'desired' is not a flag: compare it with something
                    Workload(suspect)        | Workload(desired > 1.5)                  | rules.drl:3:27: 'desired' is a whole number and cannot be compared with a number
                    Workload(suspect)        | Workload(target > $w.target)             | rules.drl:3:26: $w names no fact above
                    Workload(suspect)        | Workload(suspect < true)                 | rules.drl:3:17: 'suspect' is a flag; it has no order, use == or !=
                    Workload(suspect)        | Workload(suspect == FailureClass.ERRORS) | rules.drl:3:28: 'suspect' is a flag and cannot be compared with a FailureClass
                    Workload(suspect)        | Workload(desired == FailureKlass.ERRORS) | rules.drl:3:28: 'FailureKlass' is nothing a rule may name; did you mean 'FailureClass'?
                    Workload(suspect)        | Workload(desired == FailureClass.ERORS)  | rules.drl:3:28: FailureClass has no 'ERORS'; did you mean 'ERRORS'?
                    Workload(suspect)        | Workload(desired > )                     | rules.drl:3:27: a field or a value must stand here, not ')'
                    $w : Workload(suspect)   | not Workload(suspect)                    | rules.drl:2: rule "r" matches on no fact
                    $w : Workload(suspect)   | $w : Workload()  $w : Workload(target == $w.target) | rules.drl:3:25: $w is already the name of another fact
                    $w : Workload(suspect)   | $w : Workload()  Symptom(above)          | rules.drl:3:20: compare a field of this Symptom by == with one of a fact named above, or use exists
                    plan.rollBack($w)        | plan.rollback($w)                        | rules.drl:5:8: plan cannot 'rollback'; did you mean 'rollBack'?
                    plan.rollBack($w)        | plan.deletePod($w)                       | rules.drl:5:18: 'deletePod' takes a PodTrouble, not a Workload
                    plan.rollBack($w)        | plan.rollBack($x)                        | rules.drl:5:17: $x names no fact above; did you mean '$w'?
                    plan.rollBack($w)        | plan.rollBack($w, 2)                     | rules.drl:5:8: 'rollBack' takes 1 argument, not 2
                    .because("x")            | .because(1 + "x")                        | rules.drl:5:29: a reason begins with a text in quotes
                    .because("x")            | ''                                       | rules.drl:2: rule "r" must propose steps and end with .because("...")
                    .because("x")            | .because("x").rollBack($w)               | rules.drl:2: rule "r" must propose steps and end with .because("...")
                    .because("x")            | .because("x)                             | rules.drl:5:33: text without a closing quote
                    rule "r"                 | rule r                                   | rules.drl:2:6: the rule's name in quotes must stand here, not 'r'
                    """)
    void says_where_and_what_is_wrong(String correct, String wrong, String message) {
        String rule = """

                rule "r" when
                  $w : Workload(suspect)
                then
                  plan.rollBack($w).because("x");
                end
                """.replace(correct, wrong == null ? "" : wrong);
        List<Problem> problems = new ArrayList<>();
        RuleSet.read("book", "rules.drl", rule, problems);
        assertThat(problems).extracting(Problem::toString).contains(message);
    }

    @Test
    void reports_the_mistakes_of_every_rule_at_once() {
        String rules = """
                rule "a" when $w : Workload(( then plan.rollBack($w).because("x"); end
                rule "b" when $w : Workload(nothing) then plan.rollBack($w).because("x"); end
                rule "b" when $w : Workload() then plan.explode($w).because("x"); end
                """;
        List<Problem> problems = new ArrayList<>();
        RuleSet.read("book", "rules.drl", rules, problems);
        assertThat(problems).extracting(Problem::line).containsExactlyInAnyOrder(1, 2, 3, 3);
    }

    @Test
    void a_file_without_rules_is_a_mistake() {
        List<Problem> problems = new ArrayList<>();
        RuleSet.read("book", "rules.drl", "package rules.book", problems);
        assertThat(problems).extracting(Problem::message).containsExactly("has 0 rules, must have 1 to 20");
    }
}
