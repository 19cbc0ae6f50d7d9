package io.traas.runbooks.decide;

import io.traas.model.Action;
import io.traas.runbooks.library.Manifest;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** A plan that a rule would like to see carried out. */
public record Proposal(Manifest runbook, String rule, List<Action> steps, String because) {

    /** The gentlest first: least risk, then what can be undone, then what disturbs least; then the name, for a fixed order. */
    public static final Comparator<Proposal> GENTLEST = Comparator.comparing(
                    (Proposal proposal) -> proposal.runbook().risk())
            .thenComparing(proposal -> !proposal.isReversible())
            .thenComparing(Proposal::blastRadius)
            .thenComparing(proposal -> proposal.runbook().id())
            .thenComparing(Proposal::rule)
            .thenComparing(Proposal::describe);

    public Proposal {
        steps = List.copyOf(steps);
    }

    /** From 1: which attempt of its own runbook this is. */
    public int rung() {
        return runbook.rungOf(rule).orElse(1);
    }

    public boolean isReversible() {
        return steps.stream().allMatch(step -> step.inverse().isPresent());
    }

    public int blastRadius() {
        return steps.stream().mapToInt(Action::blastRadius).sum();
    }

    /** One line for people. */
    public String describe() {
        return steps.stream().map(Action::describe).collect(Collectors.joining(", then "));
    }
}
