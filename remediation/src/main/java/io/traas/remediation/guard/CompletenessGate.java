package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;

/** INV-09. Enough of the sources of the evidence report; where silence is the fault, the silent are the evidence. */
final class CompletenessGate implements Invariant {

    private final double minCompleteness;

    CompletenessGate(double minCompleteness) {
        this.minCompleteness = minCompleteness;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Incident incident = facts.incident();
        String detail = "the evidence is " + Percent.of(incident.completeness()) + " complete";
        // CorrelatedFailureStop bounds how many may be silent.
        boolean silenceIsTheFault = incident.failureClass() == FailureClass.UNRESPONSIVE
                || incident.failureClass() == FailureClass.NODE_LOSS;
        if (!silenceIsTheFault && incident.completeness() < minCompleteness) {
            return Answer.broken(Refusal.THIN_EVIDENCE, detail + ", " + Percent.of(minCompleteness) + " is needed")
                    .with("completeness", incident.completeness());
        }
        return Answer.holds(detail);
    }
}
