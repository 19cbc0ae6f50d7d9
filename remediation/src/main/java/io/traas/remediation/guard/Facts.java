package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Everything the guard looks at, as of {@code now}.
 *
 * @param ceiling how far the platform may go at all, from its settings
 * @param approvedAt when a person approved the plan; null when nobody did
 * @param decidedOn what the decision rested on, to compare with the present
 * @param inventory latest state of everything known
 * @param openIncidents including the plan's own, when it still is open
 * @param changes recent changes, any target
 * @param cures earlier and running plans, the plan itself excluded
 * @param unblocks what people let be tried again
 * @param sight how well the platform sees
 * @param toTakeBack what the ledger shows as done of the plan that this one undoes; empty for any other
 */
public record Facts(
        Instant now,
        Autonomy ceiling,
        SwitchState stopSwitch,
        Instant approvedAt,
        DecisionFacts decidedOn,
        Inventory inventory,
        List<Incident> openIncidents,
        List<ChangeEvent> changes,
        List<PastCure> cures,
        List<Unblock> unblocks,
        Sight sight,
        List<LedgerEntry.Intent> toTakeBack) {

    /**
     * How well the platform sees.
     *
     * @param lastHeardAt when the collectors were last heard, by their own clock; null for never
     * @param followedAt when collectors last followed the whole of a cluster, by cluster; none for never
     * @param scrapesAnswered share of the pods outside this incident that answered their latest scrape; NaN when there
     *     are none
     * @param clockJumpedAt when this machine's clock last jumped; null when it never did
     */
    public record Sight(
            Instant lastHeardAt, Map<String, Instant> followedAt, double scrapesAnswered, Instant clockJumpedAt) {
        public Sight {
            followedAt = Map.copyOf(followedAt);
        }
    }

    public Facts {
        Objects.requireNonNull(now, "facts.now is missing");
        Objects.requireNonNull(ceiling, "facts.ceiling is missing");
        Objects.requireNonNull(stopSwitch, "facts.stopSwitch is missing");
        Objects.requireNonNull(decidedOn, "facts.decidedOn is missing");
        Objects.requireNonNull(inventory, "facts.inventory is missing");
        Objects.requireNonNull(sight, "facts.sight is missing");
        openIncidents = List.copyOf(openIncidents);
        changes = List.copyOf(changes);
        cures = List.copyOf(cures);
        unblocks = List.copyOf(unblocks);
        toTakeBack = List.copyOf(toTakeBack);
    }

    /** Of a plan that takes nothing back. */
    public Facts(
            Instant now,
            Autonomy ceiling,
            SwitchState stopSwitch,
            Instant approvedAt,
            DecisionFacts decidedOn,
            Inventory inventory,
            List<Incident> openIncidents,
            List<ChangeEvent> changes,
            List<PastCure> cures,
            List<Unblock> unblocks,
            Sight sight) {
        this(
                now,
                ceiling,
                stopSwitch,
                approvedAt,
                decidedOn,
                inventory,
                openIncidents,
                changes,
                cures,
                unblocks,
                sight,
                List.of());
    }

    /** The same with what was done and is being done filled in. */
    public Facts with(List<PastCure> others) {
        return new Facts(
                now,
                ceiling,
                stopSwitch,
                approvedAt,
                decidedOn,
                inventory,
                openIncidents,
                changes,
                others,
                unblocks,
                sight,
                toTakeBack);
    }

    /** The step is the exact inverse of one that the ledger shows as done for the same incident. */
    boolean takesBack(RemediationPlan plan, Action step) {
        return toTakeBack.stream()
                .anyMatch(done -> done.incidentId().equals(plan.incidentId())
                        && done.action().inverse().filter(step::equals).isPresent());
    }

    boolean approved() {
        return approvedAt != null;
    }

    Optional<Incident> openIncident(String id) {
        return openIncidents.stream()
                .filter(incident -> incident.id().equals(id))
                .findFirst();
    }

    /** The incident as it is now, or as it was when it was decided on. */
    public Incident incident() {
        return openIncident(decidedOn.incident().id()).orElse(decidedOn.incident());
    }

    Optional<TargetState> stateWhenDecided(Target target) {
        return decidedOn.targets().stream()
                .filter(state -> state.target().equals(target))
                .findFirst();
    }

    /** No person unblocked its runbook since. */
    boolean stillCounts(PastCure cure) {
        return unblocks.stream().noneMatch(unblock -> unblock.forgives(cure));
    }
}
