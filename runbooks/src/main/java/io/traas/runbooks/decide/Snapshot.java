package io.traas.runbooks.decide;

import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.DecisionFacts.Attempt;
import io.traas.model.Incident;
import io.traas.model.Suspect;
import io.traas.model.TargetState;
import java.util.Comparator;
import java.util.List;

/** Brings the facts of a decision into one order, so that the order in which they arrived cannot matter. */
final class Snapshot {

    private Snapshot() {}

    static DecisionFacts inOrder(DecisionFacts facts) {
        return new DecisionFacts(
                facts.asOf(),
                inOrder(facts.incident()),
                sorted(
                        facts.changes(),
                        Comparator.comparing(ChangeEvent::at).reversed().thenComparing(ChangeEvent::id)),
                sorted(facts.targets(), Comparator.comparing(TargetState::target)),
                sorted(
                        facts.attempts(),
                        Comparator.comparing(Attempt::rung)
                                .thenComparing(Attempt::at)
                                .thenComparing(Attempt::planId)),
                facts.actedLastHour());
    }

    private static Incident inOrder(Incident incident) {
        return new Incident(
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
                sorted(
                        incident.evidence(),
                        Comparator.comparing(Anomaly::openedAt).thenComparing(Anomaly::id)),
                sorted(
                        incident.suspects(),
                        Comparator.comparing(Suspect::score).reversed().thenComparing(Suspect::target)),
                incident.firstSymptom(),
                sorted(incident.impact(), Comparator.naturalOrder()),
                incident.completeness());
    }

    private static <T> List<T> sorted(List<T> list, Comparator<? super T> order) {
        // The text decides between equals, so that nothing at all depends on the order of arrival.
        return list.stream()
                .sorted(((Comparator<T>) order::compare).thenComparing(String::valueOf))
                .toList();
    }
}
