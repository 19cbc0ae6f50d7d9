package io.traas.ui.incidents;

import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Verdict;
import io.traas.ui.incidents.IncidentSummary.Attention;
import io.traas.ui.incidents.IncidentSummary.Instants;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Where an incident stands, computed anew from all that is known of it. Pure: same facts, same view.
 *
 * @param decisions in order of arrival
 * @param ledger in order of arrival
 */
public record IncidentView(Incident incident, List<Decision> decisions, List<LedgerEntry> ledger) {

    /** The guard's check of what the namespace and the runbook opted in to, as it stands on the ledger. */
    private static final String AUTONOMY_CHECK = "Autonomy";

    public IncidentView {
        decisions = List.copyOf(decisions);
        ledger = List.copyOf(ledger);
    }

    public IncidentSummary summary(String lastChange) {
        return new IncidentSummary(
                incident.id(),
                Chronicle.title(incident),
                incident.service(),
                incident.failureClass(),
                incident.severity(),
                stage(),
                closed() ? IncidentSummary.State.RESOLVED : IncidentSummary.State.OPEN,
                attention(),
                outcome(),
                incident.openedAt(),
                newestInstant(),
                incident.resolvedAt(),
                runbook(),
                lastChange,
                instants());
    }

    /** The question a person has to answer now, if there is one. */
    public Optional<LedgerEntry.ApprovalAsked> pendingApproval() {
        if (closed()) {
            return Optional.empty();
        }
        return last(LedgerEntry.ApprovalAsked.class)
                .filter(asked -> asked.plan() != null)
                .filter(asked -> all(LedgerEntry.ApprovalAnswered.class)
                        .noneMatch(answer -> answer.planId().equals(asked.planId())))
                .filter(asked ->
                        latestPlan().map(RemediationPlan::id).orElse("").equals(asked.planId()));
    }

    /** What is being verified or was verified last; empty before anything was done. */
    public Optional<Verification> verification() {
        Optional<LedgerEntry.Intent> intent = last(LedgerEntry.Intent.class);
        if (intent.isEmpty()) {
            return Optional.empty();
        }
        String planId = intent.get().planId();
        Optional<RemediationPlan> plan = plan(planId);
        Instant deadline = plan.map(known -> lastEffectAt(planId)
                        .orElse(intent.get().at())
                        .plusSeconds(known.success().deadlineSeconds()))
                .orElse(null);
        int holdSeconds = plan.map(known -> known.success().holdSeconds()).orElse(0);
        return all(LedgerEntry.Verified.class)
                .filter(verified -> verified.planId().equals(planId))
                .reduce((earlier, later) -> later)
                .map(done ->
                        new Verification(done.verdict(), done.evidence(), holdSeconds, deadline, done.recoveredAt()))
                .or(() -> Optional.of(new Verification(null, List.of(), holdSeconds, deadline, null)));
    }

    /** @param verdict null while it is being measured */
    public record Verification(
            Verdict verdict, List<String> evidence, int holdSeconds, Instant deadlineAt, Instant recoveredAt) {}

    private boolean closed() {
        return incident.state() == Lifecycle.CLOSED;
    }

    private LoopStage stage() {
        if (closed()) {
            return LoopStage.CLOSED;
        }
        Optional<LedgerEntry> last = last(LedgerEntry.class);
        if (decidedLast()) {
            return LoopStage.DECIDE;
        }
        return last.map(this::stageAfter).orElse(incident.suspects().isEmpty() ? LoopStage.DETECT : LoopStage.DIAGNOSE);
    }

    private LoopStage stageAfter(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded) {
            return guarded.allowed() ? LoopStage.ACT : LoopStage.DECIDE;
        }
        if (entry instanceof LedgerEntry.ApprovalAnswered answered) {
            return answered.approved() ? LoopStage.ACT : LoopStage.DECIDE;
        }
        if (entry instanceof LedgerEntry.Intent) {
            return LoopStage.ACT;
        }
        if (entry instanceof LedgerEntry.Result result) {
            return effective(result.outcome()) && allStepsDone(result.planId()) ? LoopStage.VERIFY : LoopStage.ACT;
        }
        if (entry instanceof LedgerEntry.Verified) {
            return LoopStage.VERIFY;
        }
        return LoopStage.DECIDE;
    }

    private Attention attention() {
        if (closed()) {
            return Attention.NONE;
        }
        if (pendingApproval().isPresent()) {
            return Attention.APPROVAL;
        }
        if (recovery().isPresent()) {
            return Attention.AUTO;
        }
        if (last(LedgerEntry.Escalated.class).isPresent()) {
            return Attention.HUMAN;
        }
        return decidedLast() ? attentionAfter(lastDecision().orElseThrow().outcome()) : attentionAfterLedger();
    }

    private static Attention attentionAfter(Decision.Choice choice) {
        if (choice instanceof Decision.AskHuman) {
            return Attention.HUMAN;
        }
        return choice instanceof Decision.DoNothing ? Attention.OBSERVED : Attention.AUTO;
    }

    private Attention attentionAfterLedger() {
        LedgerEntry last = last(LedgerEntry.class).orElse(null);
        if (last instanceof LedgerEntry.ApprovalAsked) {
            return Attention.HUMAN;
        }
        if (last instanceof LedgerEntry.ApprovalAnswered answered) {
            return answered.approved() ? Attention.AUTO : Attention.HUMAN;
        }
        if (last instanceof LedgerEntry.Guarded guarded && !guarded.allowed()) {
            return refusedForWantOfAutonomy(guarded) ? Attention.OBSERVED : Attention.HUMAN;
        }
        return Attention.AUTO;
    }

    /** Nobody opted in to acting here: that is watching, not trouble. */
    private static boolean refusedForWantOfAutonomy(LedgerEntry.Guarded guarded) {
        return guarded.checks().stream()
                .anyMatch(check -> !check.ok() && check.name().equals(AUTONOMY_CHECK));
    }

    /** True when the newest word is a decision and not the ledger's. */
    private boolean decidedLast() {
        Optional<Decision> decision = lastDecision();
        Optional<LedgerEntry> entry = last(LedgerEntry.class);
        return decision.isPresent()
                && (entry.isEmpty()
                        || decision.get().decidedAt().isAfter(entry.get().at()));
    }

    private IncidentSummary.Outcome outcome() {
        if (recovery().isPresent()) {
            return IncidentSummary.Outcome.HEALED;
        }
        if (last(LedgerEntry.Escalated.class).isPresent()) {
            return IncidentSummary.Outcome.ESCALATED;
        }
        if (!closed()) {
            return null;
        }
        boolean acted = all(LedgerEntry.Result.class).anyMatch(result -> effective(result.outcome()));
        return acted ? IncidentSummary.Outcome.UNVERIFIED : IncidentSummary.Outcome.SELF_RECOVERED;
    }

    private Instants instants() {
        return new Instants(
                incident.detectedAt(),
                incident.locatedAt(),
                decisions.stream()
                        .filter(decision -> decision.mode() == Decision.Mode.ENFORCED)
                        .findFirst()
                        .map(Decision::decidedAt)
                        .orElse(null),
                first(LedgerEntry.Intent.class).map(LedgerEntry.Intent::at).orElse(null),
                recovery().map(LedgerEntry.Verified::recoveredAt).orElse(null),
                recovery().map(LedgerEntry.Verified::at).orElse(null));
    }

    private Instant newestInstant() {
        return Stream.of(
                        Stream.of(incident.updatedAt()),
                        decisions.stream().map(Decision::decidedAt),
                        ledger.stream().map(LedgerEntry::at))
                .flatMap(Function.identity())
                .max(Instant::compareTo)
                .orElseThrow();
    }

    private String runbook() {
        return latestPlan().map(RemediationPlan::runbook).orElse(null);
    }

    private Optional<LedgerEntry.Verified> recovery() {
        return all(LedgerEntry.Verified.class)
                .filter(verified -> verified.verdict() == Verdict.RECOVERED)
                .findFirst();
    }

    private Optional<Decision> lastDecision() {
        return decisions.stream()
                .filter(decision -> decision.mode() == Decision.Mode.ENFORCED)
                .reduce((earlier, later) -> later);
    }

    private Optional<RemediationPlan> latestPlan() {
        return plans().reduce((earlier, later) -> later.rung() >= earlier.rung() ? later : earlier);
    }

    private Optional<RemediationPlan> plan(String id) {
        return plans().filter(plan -> plan.id().equals(id)).findFirst();
    }

    private Stream<RemediationPlan> plans() {
        List<RemediationPlan> plans = new ArrayList<>();
        for (Decision decision : decisions) {
            if (decision.outcome() instanceof Decision.Act act) {
                plans.add(act.plan());
            } else if (decision.outcome() instanceof Decision.AskHuman ask && ask.plan() != null) {
                plans.add(ask.plan());
            }
        }
        all(LedgerEntry.ApprovalAsked.class)
                .map(LedgerEntry.ApprovalAsked::plan)
                .filter(plan -> plan != null)
                .forEach(plans::add);
        return plans.stream();
    }

    private boolean allStepsDone(String planId) {
        long done = all(LedgerEntry.Result.class)
                .filter(result -> result.planId().equals(planId))
                .count();
        return plan(planId).map(plan -> done >= plan.steps().size()).orElse(true);
    }

    private Optional<Instant> lastEffectAt(String planId) {
        return all(LedgerEntry.Result.class)
                .filter(result -> result.planId().equals(planId))
                .map(LedgerEntry.Result::at)
                .reduce((earlier, later) -> later);
    }

    private static boolean effective(Outcome outcome) {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.SKIPPED;
    }

    private <T extends LedgerEntry> Stream<T> all(Class<T> type) {
        return ledger.stream().filter(type::isInstance).map(type::cast);
    }

    private <T extends LedgerEntry> Optional<T> first(Class<T> type) {
        return all(type).findFirst();
    }

    private <T extends LedgerEntry> Optional<T> last(Class<T> type) {
        return all(type).reduce((earlier, later) -> later);
    }
}
