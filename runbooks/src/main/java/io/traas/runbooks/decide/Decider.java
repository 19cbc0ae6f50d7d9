package io.traas.runbooks.decide;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.Choice;
import io.traas.model.Decision.DoNothing;
import io.traas.model.Decision.Explanation;
import io.traas.model.Decision.RejectedPlan;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Ids;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Severity;
import io.traas.runbooks.decide.RuleBook.Proposals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * From the snapshot of one incident to a decision, or to nothing yet. Pure but for the rules it asks: the recorded
 * snapshot of a decision gives the same decision again, byte for byte, whatever the order of its parts. Thread-safe.
 */
public final class Decider {

    private final RuleBook rules;
    private final Policy policy;

    public Decider(RuleBook rules, Policy policy) {
        this.rules = rules;
        this.policy = policy;
    }

    /** Empty: wait for better facts. Decides about the first rung that no attempt in the snapshot has used. */
    public Optional<Decision> decide(DecisionFacts unordered) {
        DecisionFacts facts = Snapshot.inOrder(unordered);
        Incident incident = facts.incident();
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            return Optional.of(heartbeat(facts));
        }
        if (incident.state() == Lifecycle.CLOSED) {
            return Optional.empty();
        }
        Proposals proposals = rules.evaluate(facts);
        Selection selection = Selection.among(proposals.proposals(), facts);
        List<RejectedPlan> rejected = new ArrayList<>(selection.rejected());
        new TreeMap<>(proposals.failed())
                .forEach((runbook, why) -> rejected.add(new RejectedPlan(runbook, "", "its rules failed: " + why)));
        return choose(facts, selection.chosen(), rejected)
                .map(choice -> decision(
                        facts, choice, new Explanation(proposals.matched(), proposals.nearMisses(), rejected, facts)));
    }

    private Optional<Choice> choose(DecisionFacts facts, Optional<Proposal> proposal, List<RejectedPlan> rejected) {
        Permission permission = new Permission(facts);
        Restraint restraint = new Restraint(policy, facts, permission);
        boolean patient = isYounger(facts, policy.patience());
        Optional<String> refusal = restraint.refusal();
        if (refusal.isPresent()) {
            // What stood in the way of this plan would most likely stop the next one too: no rung is spent on it.
            return Optional.of(new AskHuman(null, refusal.get()));
        }
        int failed = Selection.failed(facts).size();
        if (failed >= policy.maxRungs()) {
            return Optional.of(new AskHuman(null, failed + " attempts did not help"));
        }
        if (proposal.isEmpty()) {
            return patient ? Optional.empty() : Optional.of(nothingFits(facts, permission, restraint));
        }
        Proposal chosen = proposal.get();
        boolean waits =
                restraint.blindness().isPresent() ? patient : isYounger(facts, policy.settle()) && !isRollBack(chosen);
        if (waits) {
            return Optional.empty();
        }
        return Optional.of(about(chosen, facts, permission, restraint, rejected));
    }

    private Choice about(
            Proposal chosen,
            DecisionFacts facts,
            Permission permission,
            Restraint restraint,
            List<RejectedPlan> rejected) {
        Autonomy namespace = chosen.steps().stream()
                .map(step -> permission.of(step.target()))
                .min(Comparator.naturalOrder())
                .orElse(Autonomy.OBSERVE);
        Autonomy allowed = namespace.lower(chosen.runbook().autonomy()).lower(policy.autonomyCap());
        String limit = limitedBy(allowed, namespace, chosen);
        if (allowed == Autonomy.OBSERVE) {
            rejected.add(0, Selection.reject(chosen, limit + " only observes"));
            return new DoNothing(limit + " only observes; " + chosen.runbook().id() + " would " + chosen.describe());
        }
        RemediationPlan plan = plan(chosen, facts, allowed);
        Optional<String> hold = restraint.against(chosen);
        if (hold.isPresent()) {
            return new AskHuman(plan, hold.get());
        }
        return switch (allowed) {
            case AUTO -> new Act(plan);
            case APPROVE -> new AskHuman(plan, limit + " wants a person's approval");
            case SUGGEST, OBSERVE -> new AskHuman(plan, limit + " only allows suggestions");
        };
    }

    private String limitedBy(Autonomy allowed, Autonomy namespace, Proposal chosen) {
        if (namespace == allowed) {
            return "the namespace of " + chosen.steps().get(0).target();
        }
        return chosen.runbook().autonomy() == allowed
                ? "runbook " + chosen.runbook().id()
                : "the platform's setting";
    }

    private Choice nothingFits(DecisionFacts facts, Permission permission, Restraint restraint) {
        Incident incident = facts.incident();
        Autonomy allowed = permission.of(incident.service()).lower(policy.autonomyCap());
        boolean aboutUs = incident.failureClass() == FailureClass.OBSERVER;
        if (allowed == Autonomy.OBSERVE && !aboutUs && facts.attempts().isEmpty()) {
            return new DoNothing("no runbook fits, and " + incident.service() + " is only observed");
        }
        if (incident.severity() == Severity.SEV4 && !aboutUs && facts.attempts().isEmpty()) {
            return new DoNothing("no runbook fits, and nobody is known to suffer from it");
        }
        return new AskHuman(
                null,
                restraint
                        .blindness()
                        .orElse("no" + (facts.attempts().isEmpty() ? "" : " further")
                                + " runbook fits what is wrong with " + incident.service()));
    }

    private RemediationPlan plan(Proposal chosen, DecisionFacts facts, Autonomy allowed) {
        int rung = rung(facts);
        return new RemediationPlan(
                RemediationPlan.idOf(facts.incident().id(), rung, chosen.steps()),
                facts.incident().id(),
                chosen.runbook().id(),
                chosen.runbook().version(),
                rung,
                chosen.steps(),
                chosen.because(),
                facts.asOf(),
                facts.asOf().plus(chosen.runbook().planTtl()),
                chosen.runbook().success(),
                chosen.runbook().risk(),
                allowed);
    }

    private static Decision decision(DecisionFacts facts, Choice choice, Explanation explanation) {
        String incidentId = facts.incident().id();
        int rung = rung(facts);
        String id = Ids.of(
                "dec", incidentId, Integer.toString(rung), choice.getClass().getSimpleName(), planId(choice));
        return new Decision(id, incidentId, facts.asOf(), rung, Decision.Mode.ENFORCED, choice, explanation);
    }

    /** The sign of life takes the same road as any incident and needs no thought. */
    private static Decision heartbeat(DecisionFacts facts) {
        String id = facts.incident().id();
        Explanation explanation = new Explanation(List.of(), List.of(), List.of(), facts);
        return new Decision(id, id, facts.asOf(), 1, Decision.Mode.ENFORCED, new DoNothing("heartbeat"), explanation);
    }

    private static String planId(Choice choice) {
        if (choice instanceof Act act) {
            return act.plan().id();
        }
        return choice instanceof AskHuman ask && ask.plan() != null ? ask.plan().id() : "";
    }

    private static int rung(DecisionFacts facts) {
        return facts.attempts().size() + 1;
    }

    private static boolean isYounger(DecisionFacts facts, Duration age) {
        return facts.asOf().isBefore(facts.incident().openedAt().plus(age));
    }

    private static boolean isRollBack(Proposal proposal) {
        return proposal.steps().stream().allMatch(step -> step instanceof Action.RollBack);
    }
}
