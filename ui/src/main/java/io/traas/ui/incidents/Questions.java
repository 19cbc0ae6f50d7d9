package io.traas.ui.incidents;

import io.traas.model.LedgerEntry;
import io.traas.ui.control.Approvals;
import java.util.Optional;

/** Finds the question about a plan in the store. */
public final class Questions implements Approvals.Questions {

    private final IncidentStore store;

    public Questions(IncidentStore store) {
        this.store = store;
    }

    @Override
    public Optional<Approvals.Question> about(String planId) {
        return store.incidentOfPlan(planId).flatMap(store::incident).flatMap(incident -> {
            IncidentView view = Projector.view(store, incident);
            return view.ledger().stream()
                    .filter(LedgerEntry.ApprovalAsked.class::isInstance)
                    .map(LedgerEntry.ApprovalAsked.class::cast)
                    .filter(asked -> asked.planId().equals(planId) && asked.plan() != null)
                    .reduce((earlier, later) -> later)
                    .map(asked -> new Approvals.Question(
                            view.pendingApproval()
                                    .filter(pending -> pending.planId().equals(planId))
                                    .isPresent(),
                            store.answersRecorded(planId, asked.at()) >= asked.persons(),
                            asked.expiresAt(),
                            asked.planHash()));
        });
    }
}
