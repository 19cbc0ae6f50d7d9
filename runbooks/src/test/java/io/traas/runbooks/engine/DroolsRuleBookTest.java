package io.traas.runbooks.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Autonomy;
import io.traas.model.Decision.Match;
import io.traas.model.Decision.NearMiss;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.runbooks.RandomSnapshots;
import io.traas.runbooks.RunbookCase;
import io.traas.runbooks.decide.Proposal;
import io.traas.runbooks.decide.RuleBook.Proposals;
import io.traas.runbooks.facts.Facts;
import io.traas.runbooks.library.Library;
import io.traas.runbooks.library.Manifest;
import io.traas.runbooks.library.Runbook;
import io.traas.runbooks.rules.NearMissFinder;
import io.traas.runbooks.rules.Problem;
import io.traas.runbooks.rules.Rule;
import io.traas.runbooks.rules.RuleSet;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DroolsRuleBookTest {

    private static final DecisionFacts ONE_WORKLOAD = RunbookCase.given("""
            service: checkout
            symptoms: [{of: checkout, class: errors}]
            workloads: [{name: checkout, previous: 0}]
            """);

    @Test
    void a_rule_proposes_with_its_name_its_facts_and_its_reason() {
        Proposals proposals = DroolsRuleBook.of(List.of(book(
                        "restart",
                        "$w : Workload(suspect)",
                        "plan.restartWorkload($w).because(\"has \" + $w.pods + \" pods\");")))
                .evaluate(ONE_WORKLOAD);

        Proposal proposal = proposals.proposals().get(0);
        assertThat(proposal.rule()).isEqualTo("restart rule");
        assertThat(proposal.because()).isEqualTo("has 3 pods");
        assertThat(proposal.describe()).isEqualTo("restart-workload demo/shop/Deployment/checkout");
        Match match = proposals.matched().get(0);
        assertThat(match.runbook()).isEqualTo("restart");
        assertThat(match.bindings()).containsOnlyKeys("$w");
        assertThat(match.bindings().get("$w")).contains("demo/shop/Deployment/checkout");
    }

    @Test
    void a_runbook_that_breaks_on_the_facts_harms_no_other() {
        DroolsRuleBook rules = DroolsRuleBook.of(List.of(
                book("breaks", "$w : Workload(!canRollBack)", "plan.rollBack($w).because(\"x\");"),
                book("works", "$w : Workload(suspect)", "plan.restartWorkload($w).because(\"x\");")));

        Proposals proposals = rules.evaluate(ONE_WORKLOAD);

        assertThat(proposals.proposals())
                .extracting(each -> each.runbook().id())
                .containsExactly("works");
        assertThat(proposals.failed().get("breaks"))
                .contains("rule 'breaks rule' broke")
                .contains("toRevision is 0");
        assertThat(rules.sessions()).isZero();
    }

    @Test
    void a_rule_that_matches_far_too_much_is_stopped_and_proposes_nothing() {
        String symptoms = IntStream.range(0, 20)
                .mapToObj(i -> "{of: checkout, class: errors, signal: s" + i + "}")
                .collect(Collectors.joining(", "));
        DecisionFacts facts =
                RunbookCase.given("service: checkout\nsymptoms: [" + symptoms + "]\nworkloads: [{name: checkout}]\n");
        DroolsRuleBook rules = DroolsRuleBook.of(List.of(book(
                "greedy",
                "$w : Workload() $a : Symptom(workload == $w.target) $b : Symptom(workload == $a.workload)",
                "plan.restartWorkload($w).because(\"x\");")));

        Proposals proposals = rules.evaluate(facts);

        assertThat(proposals.proposals()).isEmpty();
        assertThat(proposals.failed().get("greedy")).contains("fired 100 times");
        assertThat(rules.sessions()).isZero();
    }

    @Test
    void every_session_is_disposed() {
        DroolsRuleBook rules = DroolsRuleBook.of(
                List.of(book("restart", "$w : Workload()", "plan.restartWorkload($w).because(\"x\");")));
        for (int i = 0; i < 200; i++) {
            rules.evaluate(ONE_WORKLOAD);
        }
        assertThat(rules.sessions()).isZero();
    }

    @Test
    void a_rule_that_did_not_fire_says_which_condition_failed_first_and_on_what() {
        DroolsRuleBook rules = DroolsRuleBook.of(List.of(
                book("a", "$w : Workload(suspect, ready < 3)", "plan.restartWorkload($w).because(\"x\");"),
                book(
                        "b",
                        "$w : Workload() not Symptom(workload == $w.target)",
                        "plan.restartWorkload($w).because(\"x\");"),
                book("c", "$w : Workload() exists Release(inForce)", "plan.restartWorkload($w).because(\"x\");"),
                book("d", "$p : PodTrouble()", "plan.deletePod($p).because(\"x\");")));

        assertThat(rules.evaluate(ONE_WORKLOAD).nearMisses())
                .extracting(NearMiss::firstFailing)
                .satisfiesExactly(
                        a -> assertThat(a).isEqualTo("Workload: ready < 3 (ready is 3)"),
                        b -> assertThat(b).startsWith("there is one: Symptom(workload == $w.target)"),
                        c -> assertThat(c).isEqualTo("none fits: exists Release(inForce)"),
                        d -> assertThat(d).isEqualTo("there is no PodTrouble"));
    }

    @Test
    void near_misses_are_bounded() {
        List<Runbook> many = IntStream.range(0, 30)
                .mapToObj(i -> book("b" + i, "$p : PodTrouble()", "plan.deletePod($p).because(\"x\");"))
                .limit(DroolsRuleBook.MAX_NEAR_MISSES + 1)
                .toList();
        assertThat(DroolsRuleBook.of(many).evaluate(ONE_WORKLOAD).nearMisses()).hasSize(DroolsRuleBook.MAX_NEAR_MISSES);
    }

    /** Two implementations of the same language, held against each other. */
    @Test
    void the_engine_and_the_finder_of_near_misses_agree_on_random_incidents() {
        List<Runbook> shipped = Library.of(Path.of("library")).runbooks().stream()
                .map(DroolsRuleBookTest::forEveryClass)
                .toList();
        DroolsRuleBook rules = DroolsRuleBook.of(shipped);
        Set<String> everFired = new java.util.TreeSet<>();
        for (int seed = 0; seed < 500; seed++) {
            DecisionFacts snapshot = new RandomSnapshots(new Random(seed)).next();
            NearMissFinder finder = new NearMissFinder(Facts.of(snapshot));
            Set<String> held = new java.util.TreeSet<>();
            for (Runbook runbook : shipped) {
                for (Rule rule : runbook.rules().rules()) {
                    if (finder.firstFailing(rule).isEmpty()) {
                        held.add(rule.name());
                    }
                }
            }
            Proposals proposals = rules.evaluate(snapshot);
            assertThat(proposals.failed()).as("seed %s", seed).isEmpty();
            assertThat(proposals.matched().stream().map(Match::rule).collect(Collectors.toSet()))
                    .as("seed %s: %s", seed, snapshot)
                    .isEqualTo(held);
            everFired.addAll(held);
        }
        assertThat(everFired)
                .as("a rule that no random incident fires tests nothing")
                .hasSizeGreaterThan(12);
    }

    private static Runbook forEveryClass(Runbook runbook) {
        Manifest own = runbook.manifest();
        return new Runbook(manifest(own.id(), own.rungs().get(0).get(0)), runbook.rules(), runbook.readme());
    }

    private static Runbook book(String id, String when, String then) {
        List<Problem> problems = new ArrayList<>();
        String rule = "rule \"" + id + " rule\" when " + when + " then " + then + " end";
        RuleSet rules = RuleSet.read(id, "rules.drl", rule, problems);
        assertThat(problems).isEmpty();
        return new Runbook(manifest(id, id + " rule"), rules, "");
    }

    private static Manifest manifest(String id, String rule) {
        return new Manifest(
                id,
                "1.0.0",
                id,
                "me",
                Risk.LOW,
                Autonomy.AUTO,
                EnumSet.allOf(FailureClass.class),
                List.of(List.of(rule)),
                new SuccessCriterion(5, 60, true, 0.6),
                Duration.ofMinutes(2),
                20);
    }
}
