package io.traas.ui.incidents;

import io.traas.model.Anomaly;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Risk;
import io.traas.model.Suspect;
import io.traas.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Everything about one incident except its timeline.
 *
 * @param cause null when unknown
 * @param approval null when nobody is asked
 * @param verification null before anything was done
 */
public record IncidentDetail(
        long asOfSeq,
        IncidentSummary summary,
        Suspect cause,
        List<Suspect> suspects,
        Target firstSymptom,
        List<Target> impact,
        double confidence,
        double completeness,
        List<Anomaly> evidence,
        List<Decision> decisions,
        List<LedgerEntry> ledger,
        Approval approval,
        IncidentView.Verification verification) {

    /**
     * The question a person is asked.
     *
     * @param planHash of the question, which an approval has to name
     * @param persons how many different ones have to say yes
     * @param approvedBy who did already, when more than one has to
     */
    public record Approval(
            String planId,
            String planHash,
            int persons,
            List<String> approvedBy,
            String runbook,
            List<String> steps,
            String because,
            String why,
            Instant askedAt,
            Instant expiresAt,
            Risk risk) {

        static Approval of(LedgerEntry.ApprovalAsked asked, List<LedgerEntry> ledger) {
            return new Approval(
                    asked.planId(),
                    asked.planHash(),
                    asked.persons(),
                    ledger.stream()
                            .filter(LedgerEntry.ApprovalNoted.class::isInstance)
                            .map(LedgerEntry.ApprovalNoted.class::cast)
                            .filter(noted -> noted.note() == LedgerEntry.ApprovalNote.COUNTED
                                    && noted.planHash().equals(asked.planHash()))
                            .map(LedgerEntry.ApprovalNoted::by)
                            .toList(),
                    asked.plan().runbook(),
                    asked.plan().steps().stream()
                            .map(action -> action.describe())
                            .toList(),
                    asked.plan().because(),
                    asked.why(),
                    asked.at(),
                    asked.expiresAt(),
                    asked.plan().risk());
        }
    }

    /** Empty for an unknown id. The sequence is read first: the detail is never older than it says. */
    public static Optional<IncidentDetail> load(IncidentStore store, String id) {
        long asOfSeq = store.lastSeq();
        Optional<Incident> found = store.incident(id);
        Optional<IncidentSummary> summary = store.summary(id);
        if (found.isEmpty() || summary.isEmpty()) {
            return Optional.empty();
        }
        Incident incident = found.get();
        IncidentView view = Projector.view(store, incident);
        return Optional.of(new IncidentDetail(
                asOfSeq,
                summary.get(),
                incident.suspects().isEmpty() ? null : incident.suspects().get(0),
                incident.suspects(),
                incident.firstSymptom(),
                incident.impact(),
                incident.confidence(),
                incident.completeness(),
                incident.evidence(),
                view.decisions(),
                view.ledger(),
                view.pendingApproval()
                        .map(asked -> Approval.of(asked, view.ledger()))
                        .orElse(null),
                view.verification().orElse(null)));
    }
}
