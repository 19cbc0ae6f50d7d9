package io.traas.remediation.simulation;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a run is about: a few incidents on three workloads, decided on at once, some with a person asked first. */
final class Scenario {

    private static final List<String> NAMES = List.of("cart", "orders", "stock");

    private static final Duration OBSERVED_EVERY = Duration.ofSeconds(1);

    private final Town town;
    private final SimulatedTopics topics;
    private final SimulatedLedger ledger;
    private final Baton baton;
    private final Chance chance;
    private final Trace trace;
    private final List<RemediationPlan> plans = new ArrayList<>();
    private final Map<Target, TargetState> observed = new HashMap<>();

    Scenario(Town town, SimulatedTopics topics, SimulatedLedger ledger, Baton baton, Chance chance, Trace trace) {
        this.town = town;
        this.topics = topics;
        this.ledger = ledger;
        this.baton = baton;
        this.chance = chance;
        this.trace = trace;
    }

    void unfold() {
        for (String name : NAMES) {
            town.build(name, chance.oneIn(5) ? Autonomy.APPROVE : Autonomy.AUTO);
            if (chance.oneIn(2)) {
                town.makeIncurable(name);
            }
        }
        int incidents = chance.between(1, 4);
        for (int i = 1; i <= incidents; i++) {
            String id = "inc-" + i;
            baton.later(chance.millis(1_000, 25_000), () -> happen(id));
        }
        for (int i = chance.between(0, 3); i > 0; i--) {
            baton.later(chance.millis(1_000, 40_000), () -> trace.add(town.interfere()));
        }
        if (chance.oneIn(3)) {
            baton.later(chance.millis(1_000, 30_000), this::stop);
        }
        observe();
    }

    List<RemediationPlan> plans() {
        return plans;
    }

    private void stop() {
        trace.add("ann stops everything");
        town.stop();
        if (chance.oneIn(2)) {
            baton.later(chance.millis(3_000, 30_000), () -> {
                trace.add("ann lets things go on");
                town.resume();
            });
        }
    }

    private void observe() {
        for (Target workload : town.workloads()) {
            TargetState state = town.state(workload);
            if (observed.put(workload, state) != state) {
                topics.publish(topics.states, state);
            }
        }
        baton.later(OBSERVED_EVERY, this::observe);
    }

    private void happen(String id) {
        Target service = chance.pick(town.workloads());
        Incident incident = incident(id, service, Lifecycle.OPENED);
        TargetState state = town.state(service);
        List<Action> steps = steps(service, state);
        if (steps.isEmpty()) {
            return;
        }
        Instant now = baton.now();
        RemediationPlan plan = new RemediationPlan(
                RemediationPlan.idOf(id, 1, steps),
                id,
                "runbook-" + chance.between(1, 3),
                "1",
                1,
                steps,
                "the simulator wants it",
                now,
                now.plusSeconds(chance.oneIn(4) ? 10 : 120),
                new SuccessCriterion(3, 12, true, 0.6),
                Risk.LOW,
                Autonomy.AUTO);
        plans.add(plan);
        trace.add(id + " is decided: " + steps.stream().map(Action::describe).toList());
        topics.publish(topics.incidents, incident);
        topics.publish(topics.decisions, decision(plan, incident, state));
        if (chance.oneIn(2)) {
            String person = "command-" + id;
            baton.later(
                    chance.millis(2_000, 30_000),
                    () -> topics.publish(
                            topics.commands,
                            new Command.Approve(person, baton.now(), "ann", "go", plan.id(), hashAskedFor(plan))));
        }
        if (chance.oneIn(3)) {
            baton.later(
                    chance.millis(3_000, 30_000),
                    () -> topics.publish(topics.incidents, incident(id, service, Lifecycle.CLOSED)));
        }
    }

    /** Of the question last asked; a person whom nobody asked has none to name. */
    private String hashAskedFor(RemediationPlan plan) {
        return ledger.entries().stream()
                .filter(LedgerEntry.ApprovalAsked.class::isInstance)
                .map(LedgerEntry.ApprovalAsked.class::cast)
                .filter(asked -> asked.planId().equals(plan.id()))
                .reduce((earlier, later) -> later)
                .map(LedgerEntry.ApprovalAsked::planHash)
                .orElse("");
    }

    private Decision decision(RemediationPlan plan, Incident incident, TargetState state) {
        DecisionFacts facts = new DecisionFacts(baton.now(), incident, List.of(), List.of(state), List.of());
        Decision.Choice choice = chance.oneIn(6)
                ? new Decision.AskHuman(plan, "the rule wants a person to look")
                : new Decision.Act(plan);
        return new Decision(
                "decision-" + incident.id(),
                incident.id(),
                baton.now(),
                1,
                Decision.Mode.ENFORCED,
                choice,
                new Decision.Explanation(List.of(), List.of(), List.of(), facts));
    }

    private static Incident incident(String id, Target service, Lifecycle state) {
        return Scene.incident(id, state, service, FailureClass.ERRORS, 1, List.of(Scene.errors(service, 0.5)));
    }

    private List<Action> steps(Target service, TargetState state) {
        List<Action> pods = new ArrayList<>();
        state.pods().stream().filter(pod -> pod.ready()).forEach(pod -> {
            Target target = Target.pod(service.cluster(), service.namespace(), pod.name());
            pods.add(new Action.DeletePod(target, chance.oneIn(3) ? "" : pod.uid()));
            pods.add(new Action.EvictPod(target, chance.oneIn(3) ? "" : pod.uid()));
            pods.add(new Action.QuarantinePod(target, pod.uid()));
        });
        List<Action> steps = new ArrayList<>();
        switch (chance.between(1, 6)) {
            case 1 -> steps.add(new Action.RestartWorkload(service));
            case 2 -> steps.add(new Action.RollBack(service, state.revision(), 1));
            case 3, 4 -> steps.add(new Action.Scale(service, state.desired(), state.desired() + 1));
            default -> {
                if (!pods.isEmpty()) {
                    steps.add(chance.pick(pods));
                }
            }
        }
        if (!steps.isEmpty() && chance.oneIn(3)) {
            steps.add(new Action.Scale(service, state.desired(), state.desired() + 1));
        }
        return steps.stream().distinct().toList();
    }
}
