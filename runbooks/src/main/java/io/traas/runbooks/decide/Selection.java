package io.traas.runbooks.decide;

import io.traas.model.Decision.RejectedPlan;
import io.traas.model.DecisionFacts;
import io.traas.model.DecisionFacts.Attempt;
import io.traas.model.RemediationPlan;
import io.traas.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The one proposal to go on with, and why not the others.
 *
 * @param chosen empty when none is left
 */
record Selection(Optional<Proposal> chosen, List<RejectedPlan> rejected) {

    /** The gentlest that is due: the next rung of its runbook, not tried before on this incident. */
    static Selection among(List<Proposal> proposals, DecisionFacts facts) {
        Proposal chosen = null;
        List<RejectedPlan> rejected = new ArrayList<>();
        for (Proposal proposal : proposals.stream().sorted(Proposal.GENTLEST).toList()) {
            Optional<String> objection = objection(proposal, facts);
            if (objection.isEmpty() && chosen == null) {
                chosen = proposal;
            } else {
                rejected.add(reject(proposal, objection.orElse(comparedWith(chosen, proposal))));
            }
        }
        return new Selection(Optional.ofNullable(chosen), List.copyOf(rejected));
    }

    /** A cure that helped once is no step up the ladder when fresh trouble joins the same incident. */
    static List<Attempt> failed(DecisionFacts facts) {
        return facts.attempts().stream()
                .filter(attempt -> attempt.verdict() != Verdict.RECOVERED)
                .toList();
    }

    static RejectedPlan reject(Proposal proposal, String why) {
        return new RejectedPlan(proposal.runbook().id(), proposal.describe(), why);
    }

    private static Optional<String> objection(Proposal proposal, DecisionFacts facts) {
        List<Attempt> failed = failed(facts);
        long tried = failed.stream()
                .filter(attempt -> attempt.runbook().equals(proposal.runbook().id()))
                .count();
        for (Attempt attempt : failed) {
            String same = RemediationPlan.idOf(facts.incident().id(), attempt.rung(), proposal.steps());
            if (same.equals(attempt.planId())) {
                return Optional.of("was tried as attempt " + attempt.rung() + ": " + came(attempt));
            }
        }
        if (proposal.rung() <= tried) {
            return Optional.of(
                    "rung " + proposal.rung() + " of " + proposal.runbook().id() + " was tried before");
        }
        return proposal.rung() == tried + 1
                ? Optional.empty()
                : Optional.of("is for when rung " + (proposal.rung() - 1) + " of "
                        + proposal.runbook().id() + " did not help");
    }

    private static String came(Attempt attempt) {
        return String.valueOf(attempt.verdict() == null ? attempt.outcome() : attempt.verdict());
    }

    private static String comparedWith(Proposal chosen, Proposal proposal) {
        if (chosen == null) {
            return "";
        }
        return chosen.steps().equals(proposal.steps())
                ? "has the same steps as " + chosen.runbook().id()
                : chosen.runbook().id() + " is as gentle or gentler: " + chosen.describe();
    }
}
