package io.traas.ui.incidents;

import io.traas.model.Command;
import io.traas.model.LedgerEntry;
import io.traas.ui.control.Approvals;
import java.util.List;
import java.util.Optional;

/** Finds the question about a plan in the store. */
public final class Questions implements Approvals.Questions {

    private final IncidentStore store;

    public Questions(IncidentStore store) {
        this.store = store;
    }

    @Override
    public Optional<Approvals.Question> about(String planId) {
        return store.incidentOfPlan(planId).flatMap(incidentId -> {
            List<LedgerEntry> ledger = Projector.ledger(store, incidentId);
            return ledger.stream()
                    .filter(LedgerEntry.ApprovalAsked.class::isInstance)
                    .map(LedgerEntry.ApprovalAsked.class::cast)
                    .filter(asked -> asked.planId().equals(planId) && asked.plan() != null)
                    .reduce((earlier, later) -> later)
                    .map(asked -> new Approvals.Question(
                            isOpen(asked, ledger),
                            store.answersRecorded(planId, asked.at()) >= asked.persons(),
                            asked.expiresAt(),
                            asked.planHash()));
        });
    }

    /** What a person ordered has no incident that could be over, or a later rung. */
    private boolean isOpen(LedgerEntry.ApprovalAsked asked, List<LedgerEntry> ledger) {
        if (Command.Run.isOwnIncident(asked.incidentId())) {
            return ledger.stream()
                    .filter(entry -> entry.planId().equals(asked.planId()))
                    .noneMatch(entry ->
                            entry instanceof LedgerEntry.ApprovalAnswered || entry instanceof LedgerEntry.Escalated);
        }
        return store.incident(asked.incidentId())
                .flatMap(incident -> Projector.view(store, incident).pendingApproval())
                .filter(pending -> pending.planId().equals(asked.planId()))
                .isPresent();
    }
}
