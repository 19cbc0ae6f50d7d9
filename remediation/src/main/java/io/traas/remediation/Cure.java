package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.guard.Footprint;
import io.traas.remediation.guard.Inventory;
import io.traas.remediation.guard.PastCure;
import io.traas.remediation.verify.Verification;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One plan on its way from the decision to its end. Mutable: whoever has it in {@link Phase#ACTING} writes it, and hands it on
 * by a change of phase through {@link OpenPlans}. What the guard's history reads meanwhile is volatile.
 */
final class Cure {

    enum Phase {
        /** A person has been asked. */
        ASKED,
        /** Waits for its target to be free, or for the ledger. */
        WAITING,
        /** The guard is asked, or the steps are being carried out. */
        ACTING,
        VERIFYING,
        ENDED
    }

    final Decision decision;
    final RemediationPlan plan;
    final Footprint footprint;

    /** What the guard let it take; as decided on until then, and after a restart. */
    volatile Footprint reserved;

    /** A person has to be asked whatever the level of autonomy. */
    final boolean proposedToPerson;

    /** What it takes back; null for a cure. */
    final Undo undo;

    /** What the ledger shows as done of the plan it takes back; empty for a cure. */
    final List<LedgerEntry.Intent> toTakeBack;

    volatile Phase phase = Phase.WAITING;
    Instant approvedAt;

    /** When the guard let it through; null before. */
    volatile Instant startedAt;

    /** When it last may have changed anything; null before. */
    volatile Instant actedAt;

    /** Steps an earlier run of the platform finished. */
    int stepsDone;

    Verification verification;
    volatile Verdict verdict;

    Cure(Decision decision, RemediationPlan plan, boolean proposedToPerson) {
        this(decision, plan, proposedToPerson, null, List.of(), null);
    }

    /** It needs no leave of its own: the plan it takes back had it. */
    static Cure of(Undo undo, Decision decision, List<LedgerEntry.Intent> toTakeBack) {
        return new Cure(
                decision, undo.plan(), false, undo, toTakeBack, undo.plan().createdAt());
    }

    /** A person's order is that person's approval. */
    static Cure ordered(Decision decision, RemediationPlan plan) {
        return new Cure(decision, plan, false, null, List.of(), plan.createdAt());
    }

    private Cure(
            Decision decision,
            RemediationPlan plan,
            boolean proposedToPerson,
            Undo undo,
            List<LedgerEntry.Intent> toTakeBack,
            Instant approvedAt) {
        this.undo = undo;
        this.toTakeBack = List.copyOf(toTakeBack);
        this.approvedAt = approvedAt;
        this.decision = decision;
        this.plan = plan;
        this.proposedToPerson = proposedToPerson;
        this.footprint = Footprint.of(plan.steps(), Inventory.of(facts().targets()), facts().incident());
        this.reserved = footprint;
    }

    DecisionFacts facts() {
        return decision.explanation().facts();
    }

    /** The targets of its steps and, where a node is emptied, the workloads on it. */
    Set<Target> touched() {
        Set<Target> touched = new HashSet<>();
        plan.steps().forEach(step -> touched.add(step.target()));
        Set<String> nodes = touched.stream()
                .filter(target -> target.is("Node"))
                .map(Target::name)
                .collect(Collectors.toSet());
        facts().targets().stream()
                .filter(state -> !state.target().is("Node"))
                .filter(state -> state.pods().stream().anyMatch(pod -> nodes.contains(pod.node())))
                .forEach(state -> touched.add(state.target()));
        return touched;
    }

    Incident incident() {
        return facts().incident();
    }

    /**
     * What carries the plan out. Identities are those the decision rested on, where it knew them: an object that was
     * replaced since must not be taken for the same one.
     */
    PlanRunner.Order order(Instant notAfter, Collection<TargetState> now) {
        Map<Target, String> uids = new HashMap<>();
        now.forEach(state -> addUids(state, uids));
        facts().targets().forEach(state -> addUids(state, uids));
        Autonomy needed = approvedAt == null ? Autonomy.AUTO : Autonomy.APPROVE;
        Set<String> namespaces = now.stream()
                .filter(state -> !state.target().is("Node") && state.autonomy().compareTo(needed) >= 0)
                .map(state -> state.target().namespace())
                .collect(Collectors.toSet());
        return new PlanRunner.Order(plan, notAfter, uids, namespaces, undo != null);
    }

    private static void addUids(TargetState state, Map<Target, String> uids) {
        uids.put(state.target(), state.uid());
        if (!state.target().is("Node")) {
            state.pods()
                    .forEach(pod -> uids.put(
                            Target.pod(state.target().cluster(), state.target().namespace(), pod.name()), pod.uid()));
        }
    }

    /** Something may be on its way to the cluster, or has yet to prove itself. */
    boolean inFlight() {
        return startedAt != null && phase != Phase.ENDED;
    }

    /** True while nobody else may touch what it touches. */
    boolean holdsTarget() {
        return phase == Phase.ACTING || phase == Phase.VERIFYING;
    }

    /** Taking back is no attempt of the runbook, but what it takes away counts. */
    PastCure asPast() {
        String runbook = undo == null ? plan.runbook() : plan.runbook() + " (undo)";
        return new PastCure(
                plan.id(),
                plan.incidentId(),
                runbook,
                plan.rung(),
                incident().failureClass(),
                reserved,
                startedAt,
                actedAt == null ? startedAt : actedAt,
                inFlight(),
                verdict);
    }
}
