package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.act.PlanRunner;
import io.traas.remediation.guard.Footprint;
import io.traas.remediation.guard.PastCure;
import io.traas.remediation.verify.Verification;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
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

    /** A person has to be asked whatever the level of autonomy. */
    final boolean proposedToPerson;

    volatile Phase phase = Phase.WAITING;
    Instant approvedAt;

    /** When the guard let it through; null before. */
    volatile Instant startedAt;

    /** Steps an earlier run of the platform finished. */
    int stepsDone;

    Verification verification;
    volatile Verdict verdict;

    Cure(Decision decision, RemediationPlan plan, boolean proposedToPerson) {
        this.decision = decision;
        this.plan = plan;
        this.proposedToPerson = proposedToPerson;
        this.footprint = Footprint.of(plan.steps(), facts().targets(), facts().incident());
    }

    DecisionFacts facts() {
        return decision.explanation().facts();
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
        return new PlanRunner.Order(plan, notAfter, uids, namespaces);
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

    PastCure asPast() {
        return new PastCure(plan.id(), plan.incidentId(), plan.runbook(), footprint, startedAt, inFlight(), verdict);
    }
}
