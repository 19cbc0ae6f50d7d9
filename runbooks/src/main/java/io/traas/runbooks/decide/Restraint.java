package io.traas.runbooks.decide;

import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.ActorType;
import io.traas.model.DecisionFacts;
import io.traas.model.DecisionFacts.Attempt;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reasons not to carry out a plan without a person, however much everybody opted in. */
final class Restraint {

    private final Policy policy;
    private final DecisionFacts facts;
    private final Permission permission;

    Restraint(Policy policy, DecisionFacts facts, Permission permission) {
        this.policy = policy;
        this.facts = facts;
        this.permission = permission;
    }

    /** The first reason that holds. */
    Optional<String> against(Proposal proposal) {
        return Stream.<Supplier<Optional<String>>>of(
                        this::blindness, () -> personAtWork(proposal), this::lastAttempt, () -> budget(proposal))
                .map(Supplier::get)
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** What we see is not enough to act on. */
    Optional<String> blindness() {
        if (facts.incident().failureClass() == FailureClass.OBSERVER) {
            return Optional.of("it is the observation itself that fails");
        }
        double completeness = facts.incident().completeness();
        return completeness >= policy.minCompleteness()
                ? Optional.empty()
                : Optional.of(String.format(
                        Locale.ROOT,
                        "only %.0f %% of the sources report, %.0f %% are needed to act",
                        completeness * 100,
                        policy.minCompleteness() * 100));
    }

    private Optional<String> personAtWork(Proposal proposal) {
        Set<Target> concerned = Stream.concat(
                        Stream.of(facts.incident().service()),
                        proposal.steps().stream().map(step -> step.target()))
                .map(target -> target.is("Pod")
                        ? permission.owner(target).map(TargetState::target).orElse(target)
                        : target)
                .collect(Collectors.toSet());
        Optional<String> paused = facts.targets().stream()
                .filter(state -> state.paused() && concerned.contains(state.target()))
                .map(state -> "a person paused the roll-out of " + state.target())
                .findFirst();
        return paused.or(() -> facts.changes().stream()
                .filter(change -> concerned.contains(change.target()) && isByPersonJustNow(change))
                .map(change -> "a person is changing " + change.target() + ": " + change.summary() + ", "
                        + secondsAgo(change) + " s ago")
                .findFirst());
    }

    private boolean isByPersonJustNow(ChangeEvent change) {
        return change.actorType() == ActorType.PERSON
                && change.at().isAfter(facts.asOf().minus(policy.personPause()));
    }

    private long secondsAgo(ChangeEvent change) {
        return Math.max(0, Duration.between(change.at(), facts.asOf()).toSeconds());
    }

    /** The last plan was not let through: by the guard, the cluster or a person. */
    Optional<String> refusal() {
        return last().filter(last -> last.verdict() == null && last.outcome() == Outcome.DENIED)
                .map(last -> named(last) + " was refused; the ledger says by whom and why");
    }

    private Optional<String> lastAttempt() {
        return last().flatMap(this::doubt);
    }

    private Optional<String> doubt(Attempt last) {
        if (last.verdict() == null) {
            return Optional.of(named(last) + " ended " + last.outcome().name().toLowerCase(Locale.ROOT));
        }
        return switch (last.verdict()) {
            case WORSE -> Optional.of(named(last) + " made it worse");
            case INCONCLUSIVE -> Optional.of("nobody can tell whether " + named(last) + " helped");
            case RECOVERED ->
                isOpenAnew(last)
                        ? Optional.empty()
                        : Optional.of(named(last) + " was found to help, yet the incident stays open");
            case NOT_RECOVERED -> Optional.empty();
        };
    }

    private boolean isOpenAnew(Attempt last) {
        return facts.incident().evidence().stream()
                .anyMatch(anomaly -> anomaly.state() != Lifecycle.CLOSED
                        && anomaly.openedAt().isAfter(last.at()));
    }

    private Optional<Attempt> last() {
        List<Attempt> attempts = facts.attempts();
        return attempts.isEmpty() ? Optional.empty() : Optional.of(attempts.get(attempts.size() - 1));
    }

    private static String named(Attempt attempt) {
        return "attempt " + attempt.rung() + " by " + attempt.runbook();
    }

    private Optional<String> budget(Proposal proposal) {
        int acted = facts.actedLastHour().getOrDefault(proposal.runbook().id(), 0);
        return acted < proposal.runbook().maxActionsPerHour()
                ? Optional.empty()
                : Optional.of(proposal.runbook().id() + " acted " + acted + " times within the hour, its budget is "
                        + proposal.runbook().maxActionsPerHour());
    }
}
