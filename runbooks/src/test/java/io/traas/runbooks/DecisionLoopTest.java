package io.traas.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.DoNothing;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.Verdict;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Topics;
import io.traas.runbooks.decide.Decider;
import io.traas.runbooks.decide.Policy;
import io.traas.runbooks.decide.Proposal;
import io.traas.runbooks.decide.RuleBook;
import io.traas.runbooks.library.Manifest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecisionLoopTest {

    private static final Target SHOP = Target.deployment("demo", "shop", "checkout");

    private static final DecisionFacts KNOWN = RunbookCase.given("""
            service: checkout
            symptoms: [{of: checkout, class: errors}]
            workloads: [{name: checkout, revision: 7}]
            changes: [{of: checkout, ago: 8s, from: "6", to: "7"}]
            """);

    private final InMemoryPublisher publisher = new InMemoryPublisher();
    private final AtomicReference<Instant> now = new AtomicReference<>(RunbookCase.NOW);
    private final List<Proposal> proposals = new ArrayList<>();
    private DecisionLoop loop;

    /** Time moves only when a test moves it. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now.get();
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    };

    private final RuleBook rules =
            facts -> new RuleBook.Proposals(List.copyOf(proposals), List.of(), List.of(), Map.of());

    @BeforeEach
    void anOpenLoopThatKnowsTheWorkload() {
        loop = loop();
        loop.open(new Decider(rules, Policy.DEFAULT));
        KNOWN.targets().forEach(loop::heard);
    }

    @Test
    void decides_the_moment_an_incident_opens_when_a_rule_matches() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        assertThat(decisions()).hasSize(1);
        assertThat(decisions().get(0).outcome()).isInstanceOf(Act.class);
        assertThat(decisions().get(0).explanation().facts().targets()).hasSize(1);
    }

    @Test
    void decides_when_the_missing_fact_arrives_later() {
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        assertThat(decisions()).isEmpty();

        proposals.add(restart("book", "rule"));
        loop.heard(KNOWN.changes().get(0));
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void waits_for_the_incident_to_settle_and_then_decides_by_the_clock() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ZERO));
        assertThat(decisions()).isEmpty();

        pass(Duration.ofSeconds(1));
        loop.tick();
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void calls_a_person_once_when_nothing_fits_and_still_acts_if_something_fits_later() {
        loop.heard(incident("in-1", Duration.ofSeconds(7)));
        loop.tick();
        loop.tick();
        assertThat(decisions()).hasSize(1);
        assertThat(decisions().get(0).outcome()).isInstanceOf(AskHuman.class);

        proposals.add(restart("book", "rule"));
        loop.tick();
        loop.tick();
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).outcome()).isInstanceOf(Act.class);
        assertThat(decisions().get(1).rung()).isEqualTo(1);
    }

    @Test
    void has_at_most_one_plan_under_way_for_an_incident() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        proposals.add(0, restart("another", "rule"));
        for (int i = 0; i < 5; i++) {
            pass(Duration.ofSeconds(10));
            loop.heard(incident("in-1", Duration.ofSeconds(2)));
            loop.tick();
        }
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void takes_the_next_rung_when_the_cure_did_not_help() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        // The same steps again, though from another runbook, would be the same cure.
        proposals.set(0, restart("another", "rule"));
        proposals.add(rollBack("third"));

        loop.heard(verified(plan(0), Verdict.NOT_RECOVERED));

        assertThat(plan(1).runbook()).isEqualTo("third");
        assertThat(decisions().get(1).rung()).isEqualTo(2);
        loop.tick();
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).explanation().facts().attempts())
                .containsExactly(new DecisionFacts.Attempt(
                        1, "book", plan(0).id(), Outcome.SUCCEEDED, Verdict.NOT_RECOVERED, now.get()));
    }

    @Test
    void after_a_recovery_is_silent_until_fresh_trouble_joins_the_incident() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(10));
        loop.heard(verified(plan(0), Verdict.RECOVERED));
        pass(Duration.ofSeconds(10));
        loop.tick();
        assertThat(decisions()).hasSize(1);

        loop.heard(withFreshAnomaly(incident("in-1", Duration.ofSeconds(22))));
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).rung()).isEqualTo(2);
    }

    @Test
    void an_incident_that_stays_open_after_a_recovery_calls_a_person_once() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        loop.heard(verified(plan(0), Verdict.RECOVERED));

        pass(CaseFile.CLOSES_WITHIN);
        loop.tick();
        assertThat(decisions()).hasSize(1);

        pass(Duration.ofSeconds(1));
        loop.tick();
        loop.tick();
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).outcome())
                .isInstanceOfSatisfying(
                        AskHuman.class, ask -> assertThat(ask.why()).contains("yet the incident stays open"));
    }

    @Test
    void an_incident_without_open_trouble_after_a_recovery_may_take_its_time_to_close() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        loop.heard(verified(plan(0), Verdict.RECOVERED));
        loop.heard(incident("in-1", Lifecycle.UPDATED, FailureClass.ERRORS, now.get(), List.of()));

        pass(Duration.ofMinutes(10));
        loop.tick();
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void a_refused_plan_goes_to_a_person_and_no_other_is_proposed_in_its_place() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        proposals.set(0, rollBack("another"));
        loop.heard(new LedgerEntry.Guarded("g", "in-1", plan(0).id(), now.get(), "book", 1, false, List.of()));
        pass(Duration.ofMinutes(10));
        loop.tick();
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).outcome())
                .isEqualTo(new AskHuman(null, "attempt 1 by book was refused; the ledger says by whom and why"));
    }

    @Test
    void an_incident_that_cannot_be_decided_does_not_keep_the_others_waiting() {
        DecisionLoop young = loop();
        KNOWN.targets().forEach(young::heard);
        young.heard(incident("in-bad", Duration.ofSeconds(2)));
        young.heard(incident("in-good", Duration.ofSeconds(2)));
        RuleBook failing = facts -> {
            if (facts.incident().id().equals("in-bad")) {
                throw new IllegalStateException("cannot be decided");
            }
            return rules.evaluate(facts);
        };
        young.open(new Decider(failing, Policy.DEFAULT));
        assertThat(decisions()).isEmpty();

        proposals.add(restart("book", "rule"));
        young.tick();
        assertThat(decisions()).extracting(Decision::incidentId).containsExactly("in-good");
    }

    @Test
    void a_plan_that_failed_was_rejected_or_lapsed_ends_the_rung() {
        assertThat(endingBy(plan ->
                        new LedgerEntry.Result("r", "in-1", plan, now.get(), "i", Outcome.FAILED, "reason", "detail")))
                .isEqualTo(Outcome.FAILED);
        assertThat(endingBy(plan -> new LedgerEntry.ApprovalAnswered("a", "in-1", plan, now.get(), false, "ann", "no")))
                .isEqualTo(Outcome.DENIED);
        assertThat(endingBy(plan ->
                        new LedgerEntry.ApprovalAnswered("a", "in-1", plan, now.get(), false, "", "nobody answered")))
                .isEqualTo(Outcome.EXPIRED);
    }

    private Outcome endingBy(java.util.function.Function<String, LedgerEntry> ending) {
        CaseFile file = new CaseFile();
        proposals.clear();
        proposals.add(restart("book", "rule"));
        Decision decision = new Decider(rules, Policy.DEFAULT).decide(KNOWN).orElseThrow();
        file.heard(KNOWN.incident());
        file.decided(decision);
        assertThat(file.isUndecided(now.get())).isFalse();
        file.heard(ending.apply(((Act) decision.outcome()).plan().id()));
        assertThat(file.isUndecided(now.get())).isTrue();
        return file.attempts().get(0).outcome();
    }

    @Test
    void once_handed_to_a_person_for_good_stays_silent() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        loop.heard(new LedgerEntry.Escalated("e", "in-1", plan(0).id(), now.get(), "who knows"));
        loop.heard(verified(plan(0), Verdict.INCONCLUSIVE));
        pass(Duration.ofMinutes(10));
        loop.tick();
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void a_plan_nobody_speaks_of_again_counts_as_lost() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        proposals.set(0, rollBack("another"));

        pass(Duration.ofSeconds(120 + 60 + 60));
        loop.tick();
        assertThat(decisions()).hasSize(1);

        pass(Duration.ofSeconds(1));
        loop.tick();
        assertThat(decisions().get(1).outcome())
                .isInstanceOfSatisfying(
                        AskHuman.class, ask -> assertThat(ask.why()).contains("ended unknown"));
    }

    @Test
    void a_question_to_a_person_is_not_lost_while_it_may_be_answered() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        Instant until = now.get().plus(Duration.ofMinutes(15));
        loop.heard(new LedgerEntry.ApprovalAsked("q", "in-1", plan(0).id(), now.get(), plan(0), "why", until));
        pass(Duration.ofMinutes(15));
        loop.tick();
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void a_closed_incident_is_over_and_does_not_come_back() {
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        loop.heard(closed("in-1"));
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        pass(Duration.ofSeconds(20));
        loop.tick();
        assertThat(decisions()).isEmpty();
    }

    @Test
    void a_restart_repeats_no_decision_and_goes_on_where_the_topics_left_off() {
        proposals.add(restart("book", "rule"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        Decision before = decisions().get(0);

        DecisionLoop after = loop();
        KNOWN.targets().forEach(after::heard);
        // Order across topics varies: the decision may be read before the incident it is about.
        after.heard(before);
        after.heard(incident("in-1", Duration.ofSeconds(2)));
        after.open(new Decider(rules, Policy.DEFAULT));
        after.tick();
        assertThat(decisions()).hasSize(1);

        proposals.set(0, rollBack("another"));
        after.heard(verified(plan(0), Verdict.NOT_RECOVERED));
        assertThat(decisions()).hasSize(2);
        assertThat(decisions().get(1).rung()).isEqualTo(2);
    }

    @Test
    void decides_nothing_before_it_is_opened_and_everything_due_then() {
        DecisionLoop young = loop();
        proposals.add(restart("book", "rule"));
        KNOWN.targets().forEach(young::heard);
        young.heard(incident("in-1", Duration.ofSeconds(2)));
        young.tick();
        assertThat(decisions()).isEmpty();
        young.open(new Decider(rules, Policy.DEFAULT));
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void a_decision_that_could_not_be_written_is_made_again() {
        proposals.add(restart("book", "rule"));
        publisher.failWith(new IllegalStateException("no broker"));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        assertThat(decisions()).isEmpty();

        publisher.recover();
        loop.tick();
        loop.tick();
        assertThat(decisions()).hasSize(1);
    }

    @Test
    void the_sign_of_life_is_answered_at_once_under_its_own_id() {
        loop.heard(heartbeat("heartbeat-42"));
        assertThat(decisions()).hasSize(1);
        assertThat(decisions().get(0).id()).isEqualTo("heartbeat-42");
        assertThat(decisions().get(0).incidentId()).isEqualTo("heartbeat-42");
        assertThat(decisions().get(0).outcome()).isEqualTo(new DoNothing("heartbeat"));
        loop.heard(decisions().get(0));
        assertThat(loop.facts()).containsEntry("openIncidents", "0");
    }

    @Test
    void signs_of_life_of_the_past_are_not_answered() {
        DecisionLoop young = loop();
        young.heard(heartbeat("heartbeat-1"));
        young.open(new Decider(rules, Policy.DEFAULT));
        assertThat(decisions()).isEmpty();
    }

    @Test
    void what_was_carried_out_within_the_hour_is_among_the_facts() {
        proposals.add(restart("book", "rule"));
        for (int i = 0; i < 3; i++) {
            loop.heard(new LedgerEntry.Guarded("g" + i, "old", "plan-" + i, now.get(), "book", 1, true, List.of()));
        }
        loop.heard(new LedgerEntry.Guarded("g2", "old", "plan-2", now.get(), "book", 1, true, List.of()));
        pass(Duration.ofMinutes(30));
        loop.heard(incident("in-1", Duration.ofSeconds(2)));
        assertThat(decisions().get(0).explanation().facts().actedLastHour()).isEqualTo(Map.of("book", 3));
    }

    @Test
    void in_a_storm_open_incidents_are_bounded_and_every_one_gets_its_turn() {
        for (int i = 0; i < Situation.MAX_OPEN_INCIDENTS + 50; i++) {
            loop.heard(incident("in-" + i, Duration.ZERO));
        }
        assertThat(loop.facts()).containsEntry("openIncidents", "" + Situation.MAX_OPEN_INCIDENTS);

        pass(Duration.ofSeconds(10));
        for (int i = 0; i < 20; i++) {
            loop.tick();
        }
        assertThat(decisions())
                .extracting(Decision::incidentId)
                .doesNotHaveDuplicates()
                .hasSize(Situation.MAX_OPEN_INCIDENTS);
    }

    private DecisionLoop loop() {
        return new DecisionLoop(publisher, clock, new SimpleMeterRegistry());
    }

    private List<Decision> decisions() {
        return publisher.on(Topics.DECISIONS);
    }

    private RemediationPlan plan(int decision) {
        return ((Act) decisions().get(decision).outcome()).plan();
    }

    private void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
    }

    private Incident incident(String id, Duration age) {
        return incident(
                id,
                Lifecycle.UPDATED,
                FailureClass.ERRORS,
                now.get().minus(age),
                KNOWN.incident().evidence());
    }

    private Incident closed(String id) {
        return incident(id, Lifecycle.CLOSED, FailureClass.ERRORS, now.get(), List.of());
    }

    private Incident heartbeat(String id) {
        return incident(id, Lifecycle.OPENED, FailureClass.HEARTBEAT, now.get(), List.of());
    }

    private Incident withFreshAnomaly(Incident incident) {
        Anomaly old = incident.evidence().get(0);
        Anomaly fresh = new Anomaly(
                "an-fresh",
                Lifecycle.OPENED,
                old.series(),
                old.workload(),
                "",
                old.detector(),
                old.kind(),
                old.failureClass(),
                now.get(),
                now.get(),
                1,
                0,
                0,
                0.9,
                old.severity(),
                1,
                "again");
        return incident(
                incident.id(), Lifecycle.UPDATED, incident.failureClass(), incident.openedAt(), List.of(old, fresh));
    }

    private Incident incident(
            String id, Lifecycle state, FailureClass failureClass, Instant openedAt, List<Anomaly> evidence) {
        Incident like = KNOWN.incident();
        return new Incident(
                id,
                state,
                SHOP,
                failureClass,
                like.severity(),
                0.8,
                openedAt,
                now.get(),
                state == Lifecycle.CLOSED ? now.get() : null,
                openedAt,
                openedAt,
                evidence,
                List.of(),
                SHOP,
                List.of(),
                1);
    }

    private LedgerEntry verified(RemediationPlan plan, Verdict verdict) {
        return new LedgerEntry.Verified(
                "v", plan.incidentId(), plan.id(), now.get(), plan.runbook(), plan.rung(), verdict, null, List.of());
    }

    private static Proposal restart(String runbook, String rule) {
        return new Proposal(manifest(runbook, rule), rule, List.of(new Action.RestartWorkload(SHOP)), "because");
    }

    private static Proposal rollBack(String runbook) {
        return new Proposal(manifest(runbook, "r"), "r", List.of(new Action.RollBack(SHOP, 7, 6)), "because");
    }

    private static Manifest manifest(String id, String rule) {
        return new Manifest(
                id,
                "1.0.0",
                id,
                "me",
                Risk.LOW,
                Autonomy.AUTO,
                Set.of(FailureClass.ERRORS),
                List.of(List.of(rule)),
                new SuccessCriterion(5, 60, true, 0.6),
                Duration.ofMinutes(2),
                20);
    }
}
