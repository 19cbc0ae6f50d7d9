package io.traas.runbooks.decide;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.DoNothing;
import io.traas.model.DecisionFacts;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import io.traas.model.wire.Topics;
import io.traas.runbooks.RandomSnapshots;
import io.traas.runbooks.RunbookCase;
import io.traas.runbooks.engine.DroolsRuleBook;
import io.traas.runbooks.library.Library;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DeciderTest {

    private static final String BAD_RELEASE = """
            service: checkout
            class: errors
            symptoms: [{of: checkout, class: errors}]
            changes: [{of: checkout, ago: 8s, from: "6", to: "7"}]
            workloads: [{name: checkout, revision: 7%s}]
            """;

    private static DroolsRuleBook rules;

    @BeforeAll
    static void compile() {
        rules = DroolsRuleBook.of(Library.of(Path.of("library")).runbooks());
    }

    private static Decider decider(Policy policy) {
        return new Decider(rules, policy);
    }

    @Test
    void the_recorded_facts_give_the_same_decision_again_byte_for_byte() {
        int decided = 0;
        for (int seed = 0; seed < 200; seed++) {
            Optional<Decision> first = decider(Policy.DEFAULT).decide(new RandomSnapshots(new Random(seed)).next());
            if (first.isPresent()) {
                DecisionFacts recorded = Topics.DECISIONS
                        .codec()
                        .decode(Topics.DECISIONS.codec().encode(first.get()))
                        .explanation()
                        .facts();
                assertThat(bytes(decider(Policy.DEFAULT).decide(recorded).orElseThrow()))
                        .as("seed %s", seed)
                        .isEqualTo(bytes(first.get()));
                decided++;
            }
        }
        assertThat(decided).isGreaterThan(40);
    }

    @Test
    void the_order_in_which_facts_arrived_does_not_matter() {
        for (int seed = 0; seed < 200; seed++) {
            DecisionFacts facts = new RandomSnapshots(new Random(seed)).next();
            DecisionFacts shuffled = shuffled(facts, new Random(seed));
            assertThat(decider(Policy.DEFAULT).decide(shuffled).map(DeciderTest::bytes))
                    .as("seed %s", seed)
                    .isEqualTo(decider(Policy.DEFAULT).decide(facts).map(DeciderTest::bytes));
        }
    }

    @Test
    void nothing_is_ever_done_alone_that_somebody_concerned_did_not_allow() {
        int acted = 0;
        for (int seed = 0; seed < 600; seed++) {
            DecisionFacts facts = new RandomSnapshots(new Random(seed)).next();
            Optional<Decision> decision = decider(Policy.DEFAULT).decide(facts);
            if (decision.isPresent() && decision.get().outcome() instanceof Act act) {
                acted++;
                assertThat(facts.incident().completeness()).isGreaterThanOrEqualTo(0.6);
                assertThat(act.plan().autonomy()).isEqualTo(Autonomy.AUTO);
                assertThat(act.plan().rung()).isEqualTo(facts.attempts().size() + 1);
                act.plan().steps().stream()
                        .filter(step -> !step.target().is("Node"))
                        .forEach(step -> assertThat(new Permission(facts).of(step.target()))
                                .isEqualTo(Autonomy.AUTO));
            }
        }
        assertThat(acted).isGreaterThan(15);
    }

    @Test
    void the_lowest_of_runbook_namespace_and_setting_counts() {
        for (Autonomy namespace : Autonomy.values()) {
            for (Autonomy cap : Autonomy.values()) {
                DecisionFacts facts = RunbookCase.given(
                        BAD_RELEASE.formatted(", autonomy: " + namespace.name().toLowerCase(java.util.Locale.ROOT)));
                Decision decision = decider(capped(cap)).decide(facts).orElseThrow();
                switch (namespace.lower(cap)) {
                    case AUTO -> assertThat(decision.outcome()).isInstanceOf(Act.class);
                    case APPROVE, SUGGEST ->
                        assertThat(decision.outcome())
                                .isInstanceOfSatisfying(
                                        AskHuman.class,
                                        ask -> assertThat(ask.plan().autonomy()).isEqualTo(namespace.lower(cap)));
                    case OBSERVE -> {
                        assertThat(decision.outcome()).isInstanceOf(DoNothing.class);
                        assertThat(decision.explanation().rejected().get(0).plan())
                                .startsWith("roll back");
                    }
                }
            }
        }
    }

    @Test
    void a_plan_says_everything_its_executor_must_know() {
        Decision decision = decider(Policy.DEFAULT)
                .decide(RunbookCase.given(BAD_RELEASE.formatted("")))
                .orElseThrow();
        RemediationPlan plan = ((Act) decision.outcome()).plan();
        assertThat(plan.id()).isEqualTo(RemediationPlan.idOf("in-1", 1, plan.steps()));
        assertThat(plan.createdAt()).isEqualTo(RunbookCase.NOW);
        assertThat(plan.notAfter()).isEqualTo(RunbookCase.NOW.plusSeconds(120));
        assertThat(plan.because()).contains("rolled out");
        assertThat(decision.decidedAt()).isEqualTo(RunbookCase.NOW);
        assertThat(decision.explanation().matched())
                .extracting(Decision.Match::runbook)
                .contains("bad-release");
        assertThat(decision.explanation().nearMisses()).isNotEmpty();
    }

    @Test
    void after_three_attempts_a_person_takes_over() {
        DecisionFacts facts = RunbookCase.given(BAD_RELEASE.formatted("") + """
                attempts:
                  - {runbook: a, verdict: not_recovered}
                  - {runbook: b, verdict: not_recovered}
                  - {runbook: c, verdict: not_recovered}
                """);
        assertThat(decider(Policy.DEFAULT).decide(facts).orElseThrow().outcome())
                .isEqualTo(new AskHuman(null, "3 attempts did not help"));
    }

    @Test
    void a_cure_that_helped_is_no_step_up_the_ladder() {
        DecisionFacts facts = RunbookCase.given(BAD_RELEASE.formatted("") + """
                attempts:
                  - {runbook: bad-release, verdict: recovered}
                """);
        Decision decision = decider(Policy.DEFAULT).decide(facts).orElseThrow();
        assertThat(decision.outcome()).isInstanceOf(Act.class);
        assertThat(decision.rung()).isEqualTo(2);
    }

    @Test
    void a_refusal_is_no_step_up_the_ladder_and_a_person_takes_over() {
        DecisionFacts facts = RunbookCase.given(BAD_RELEASE.formatted("") + """
                attempts:
                  - {runbook: a, verdict: not_recovered}
                  - {runbook: b, verdict: not_recovered}
                  - {runbook: c, outcome: denied}
                """);
        assertThat(decider(Policy.DEFAULT).decide(facts).orElseThrow().outcome())
                .isEqualTo(new AskHuman(null, "attempt 3 by c was refused; the ledger says by whom and why"));
    }

    @Test
    void a_cure_that_was_found_to_help_is_not_repeated_alone_while_the_incident_stays_open() {
        DecisionFacts facts = RunbookCase.given(BAD_RELEASE.formatted("") + """
                attempts:
                  - {runbook: bad-release, verdict: recovered, ago: 2s}
                """);
        assertThat(decider(Policy.DEFAULT).decide(facts).orElseThrow().outcome())
                .isInstanceOfSatisfying(
                        AskHuman.class, ask -> assertThat(ask.why()).contains("yet the incident stays open"));
    }

    @Test
    void what_did_not_end_well_is_not_tried_another_way_without_asking() {
        for (String end : List.of("expired", "unknown", "failed")) {
            DecisionFacts facts = RunbookCase.given(
                    BAD_RELEASE.formatted("") + "attempts: [{runbook: other, outcome: " + end + "}]\n");
            assertThat(decider(Policy.DEFAULT).decide(facts).orElseThrow().outcome())
                    .isInstanceOfSatisfying(
                            AskHuman.class, ask -> assertThat(ask.why()).contains("ended " + end));
        }
    }

    @Test
    void a_runbook_that_broke_is_named_among_the_rejected() {
        RuleBook broken = facts ->
                new RuleBook.Proposals(List.of(), List.of(), List.of(), java.util.Map.of("broken", "rule 'x' broke"));
        DecisionFacts facts = RunbookCase.given("service: checkout\nage: 60s\nworkloads: [{name: checkout}]\n");
        Decision decision = new Decider(broken, Policy.DEFAULT).decide(facts).orElseThrow();
        assertThat(decision.explanation().rejected())
                .containsExactly(new Decision.RejectedPlan("broken", "", "its rules failed: rule 'x' broke"));
    }

    @Test
    void the_observation_itself_failing_calls_a_person_though_nobody_opted_in() {
        DecisionFacts facts = RunbookCase.given("service: collectors\nclass: observer\nage: 10s\ncompleteness: 0.5\n");
        assertThat(decider(Policy.DEFAULT).decide(facts).orElseThrow().outcome())
                .isEqualTo(new AskHuman(null, "it is the observation itself that fails"));
    }

    @Test
    void nobody_is_called_for_what_nobody_suffers_from() {
        String restarted = "service: checkout\nclass: other\nage: 60s\nworkloads: [{name: checkout}]\nseverity: ";
        assertThat(outcome(restarted + "sev4\n"))
                .isEqualTo(new DoNothing("no runbook fits, and nobody is known to suffer from it"));
        assertThat(outcome(restarted + "sev3\n")).isInstanceOf(AskHuman.class);
    }

    private static Decision.Choice outcome(String given) {
        return decider(Policy.DEFAULT)
                .decide(RunbookCase.given(given))
                .orElseThrow()
                .outcome();
    }

    private static Policy capped(Autonomy cap) {
        return new Policy(cap, Duration.ofSeconds(1), Duration.ofSeconds(6), Duration.ofMinutes(2), 0.6, 3);
    }

    private static DecisionFacts shuffled(DecisionFacts facts, Random random) {
        Incident incident = facts.incident();
        Incident other = new Incident(
                incident.id(),
                incident.state(),
                incident.service(),
                incident.failureClass(),
                incident.severity(),
                incident.confidence(),
                incident.openedAt(),
                incident.updatedAt(),
                incident.resolvedAt(),
                incident.detectedAt(),
                incident.locatedAt(),
                shuffled(incident.evidence(), random),
                shuffled(incident.suspects(), random),
                incident.firstSymptom(),
                shuffled(incident.impact(), random),
                incident.completeness());
        return new DecisionFacts(
                facts.asOf(),
                other,
                shuffled(facts.changes(), random),
                shuffled(facts.targets(), random),
                shuffled(facts.attempts(), random),
                facts.actedLastHour());
    }

    private static <T> List<T> shuffled(List<T> list, Random random) {
        List<T> copy = new ArrayList<>(list);
        Collections.shuffle(copy, random);
        return copy;
    }

    private static String bytes(Decision decision) {
        return new String(Topics.DECISIONS.codec().encode(decision), StandardCharsets.UTF_8);
    }
}
