package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Ids;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Severity;
import io.traas.model.Suspect;
import io.traas.model.Target;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The three forms in which an incident is sent. */
final class Incidents {

    private static final int MAX_EVIDENCE = 100;

    private Incidents() {}

    /** @param first the oldest trouble of the domain: the id follows from it, whatever joins later */
    static Incident opened(
            Anomaly first,
            List<Anomaly> evidence,
            Location location,
            Instant at,
            Instant detectedAt,
            Instant locatedAt) {
        return new Incident(
                Ids.of("in", first.id()),
                Lifecycle.OPENED,
                location.service(),
                location.failureClass(),
                severity(evidence, location),
                location.confidence(),
                first.openedAt(),
                at,
                null,
                detectedAt,
                locatedAt,
                bounded(evidence),
                location.suspects(),
                first.series().target(),
                location.impact(),
                location.completeness());
    }

    static Incident updated(Incident last, List<Anomaly> evidence, Location location, Instant at) {
        return new Incident(
                last.id(),
                Lifecycle.UPDATED,
                location.service(),
                location.failureClass(),
                severity(evidence, location),
                location.confidence(),
                last.openedAt(),
                at,
                null,
                last.detectedAt(),
                last.locatedAt(),
                bounded(evidence),
                location.suspects(),
                last.firstSymptom(),
                location.impact(),
                location.completeness());
    }

    static Incident closed(Incident last, List<Anomaly> evidence, Instant at) {
        return new Incident(
                last.id(),
                Lifecycle.CLOSED,
                last.service(),
                last.failureClass(),
                last.severity(),
                last.confidence(),
                last.openedAt(),
                at,
                at,
                last.detectedAt(),
                last.locatedAt(),
                bounded(evidence),
                last.suspects(),
                last.firstSymptom(),
                last.impact(),
                last.completeness());
    }

    /** Whether an update is worth sending; numbers that merely move are on the topic of anomalies. */
    static boolean differ(Incident one, Incident other) {
        return !Fingerprint.of(one).equals(Fingerprint.of(other));
    }

    private record Fingerprint(
            Target service,
            FailureClass failureClass,
            Severity severity,
            List<Target> suspects,
            List<Target> impact,
            Set<String> evidence,
            long completenessTenths) {

        static Fingerprint of(Incident incident) {
            Set<String> evidence = new HashSet<>();
            incident.evidence().forEach(each -> evidence.add(each.id() + Case.isOpen(each)));
            return new Fingerprint(
                    incident.service(),
                    incident.failureClass(),
                    incident.severity(),
                    incident.suspects().stream().map(Suspect::target).toList(),
                    incident.impact(),
                    evidence,
                    Math.round(incident.completeness() * 10));
        }
    }

    private static Severity severity(List<Anomaly> evidence, Location location) {
        Severity worst = evidence.stream()
                .filter(Case::isTrouble)
                .map(Anomaly::severity)
                .reduce(Severity::worse)
                .orElse(Severity.SEV4);
        return location.failureClass() == FailureClass.NODE_LOSS ? Severity.SEV1 : worst;
    }

    private static List<Anomaly> bounded(List<Anomaly> evidence) {
        return evidence.subList(0, Math.min(MAX_EVIDENCE, evidence.size()));
    }
}
