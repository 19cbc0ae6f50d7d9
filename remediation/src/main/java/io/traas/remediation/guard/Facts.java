package io.traas.remediation.guard;

import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.Incident;
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
 * @param targets latest state of everything known
 * @param openIncidents including the plan's own, when it still is open
 * @param changes recent changes, any target
 * @param cures earlier and running plans, the plan itself excluded
 * @param lastHeardAt when the collectors were last heard; null for never
 * @param scrapesAnswered share of the pods outside this incident that answered their latest scrape; NaN when there are
 *     none
 */
public record Facts(
        Instant now,
        Autonomy ceiling,
        SwitchState stopSwitch,
        Instant approvedAt,
        DecisionFacts decidedOn,
        Map<Target, TargetState> targets,
        List<Incident> openIncidents,
        List<ChangeEvent> changes,
        List<PastCure> cures,
        Instant lastHeardAt,
        double scrapesAnswered) {

    public Facts {
        Objects.requireNonNull(now, "facts.now is missing");
        Objects.requireNonNull(ceiling, "facts.ceiling is missing");
        Objects.requireNonNull(stopSwitch, "facts.stopSwitch is missing");
        Objects.requireNonNull(decidedOn, "facts.decidedOn is missing");
        targets = Map.copyOf(targets);
        openIncidents = List.copyOf(openIncidents);
        changes = List.copyOf(changes);
        cures = List.copyOf(cures);
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
    Incident incident() {
        return openIncident(decidedOn.incident().id()).orElse(decidedOn.incident());
    }

    Optional<TargetState> stateWhenDecided(Target target) {
        return decidedOn.targets().stream()
                .filter(state -> state.target().equals(target))
                .findFirst();
    }
}
