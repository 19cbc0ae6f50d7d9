package io.traas.model;

import java.time.Instant;
import java.util.List;

/**
 * Trouble in one failure domain. Cause, first symptom and impact are three different things; an unknown cause is an
 * empty list of suspects.
 *
 * @param id derived from content, so that a replay and any order of arrival find the same incident
 * @param service where the trouble is: a workload, or a node when a whole node is lost
 * @param confidence how sure the localisation is, in [0, 1]
 * @param detectedAt instant of the first anomaly
 * @param locatedAt when the suspects were named
 * @param resolvedAt null until {@link Lifecycle#CLOSED}
 * @param evidence the anomalies, oldest first, latest state of each, bounded
 * @param suspects best first
 * @param firstSymptom where it was seen first
 * @param impact everything that suffers
 * @param completeness worst completeness among the evidence, in [0, 1]
 */
public record Incident(
        String id,
        Lifecycle state,
        Target service,
        FailureClass failureClass,
        Severity severity,
        double confidence,
        Instant openedAt,
        Instant updatedAt,
        Instant resolvedAt,
        Instant detectedAt,
        Instant locatedAt,
        List<Anomaly> evidence,
        List<Suspect> suspects,
        Target firstSymptom,
        List<Target> impact,
        double completeness) {

    public Incident {
        Check.notBlank("incident.id", id);
        Check.notNull("incident.state", state);
        Check.notNull("incident.service", service);
        Check.notNull("incident.failureClass", failureClass);
        Check.notNull("incident.severity", severity);
        Check.unitInterval("incident.confidence", confidence);
        Check.notNull("incident.openedAt", openedAt);
        Check.notNull("incident.updatedAt", updatedAt);
        Check.notNull("incident.detectedAt", detectedAt);
        Check.notNull("incident.locatedAt", locatedAt);
        evidence = List.copyOf(evidence);
        suspects = List.copyOf(suspects);
        Check.notNull("incident.firstSymptom", firstSymptom);
        impact = List.copyOf(impact);
        Check.unitInterval("incident.completeness", completeness);
        if (state == Lifecycle.CLOSED && resolvedAt == null) {
            throw new IllegalArgumentException("incident " + id + " is CLOSED without resolvedAt");
        }
    }
}
