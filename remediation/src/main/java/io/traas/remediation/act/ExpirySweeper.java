package io.traas.remediation.act;

import io.traas.model.Autonomy;
import io.traas.model.Ids;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.SuccessCriterion;
import io.traas.model.Target;
import io.traas.remediation.ledger.Ledger;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.notify.Notice;
import io.traas.remediation.notify.Notices;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Takes back temporary changes whose time is over: each as a plan of one step, with intent and result on the ledger and
 * behind the stop switch like any other. What was refused is tried again later and later, and after a few times a person
 * is told. Only the acting replica may sweep. Thread-safe.
 */
public final class ExpirySweeper {

    static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
    static final Duration LONGEST_PAUSE = Duration.ofHours(1);

    static final int TRIES_BEFORE_A_PERSON = 3;

    private static final String RUNBOOK = "expiry";

    private final TemporaryChanges changes;
    private final Ledger ledger;
    private final PlanRunner runner;
    private final Notices notices;
    private final Supplier<Set<String>> namespaces;
    private final Clock clock;
    private final Map<String, Refused> refused = new HashMap<>();

    private record Refused(Instant tryAgainAt, Duration pause, int tries) {}

    /** @param namespaces to look in */
    public ExpirySweeper(
            TemporaryChanges changes,
            Ledger ledger,
            PlanRunner runner,
            Notices notices,
            Supplier<Set<String>> namespaces,
            Clock clock) {
        this.changes = changes;
        this.ledger = ledger;
        this.runner = runner;
        this.notices = notices;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /**
     * Blocks while it works.
     *
     * @throws io.traas.remediation.ledger.LedgerUnavailableException when an intent could not be made durable; nothing
     *     was sent for it
     */
    public synchronized void sweep() {
        Instant now = clock.instant();
        List<TemporaryChanges.Ended> ended = changes.ended(namespaces.get(), now);
        refused.keySet().retainAll(ended.stream().map(ExpirySweeper::keyOf).toList());
        for (TemporaryChanges.Ended change : ended) {
            Refused earlier = refused.get(keyOf(change));
            if (earlier == null || !now.isBefore(earlier.tryAgainAt())) {
                takeBack(change, earlier);
            }
        }
    }

    private void takeBack(TemporaryChanges.Ended change, Refused earlier) {
        Instant now = clock.instant();
        // Each attempt is a plan of its own: the results of both stay on the ledger.
        String id = Ids.of("expiry", change.objectUid(), change.expiresAt().toString(), now.toString());
        RemediationPlan plan = new RemediationPlan(
                id,
                id,
                RUNBOOK,
                "1.0.0",
                1,
                List.of(change.restore()),
                "temporary until " + change.expiresAt(),
                now,
                now.plus(FIRST_PAUSE),
                new SuccessCriterion(1, 1, false, 0),
                Risk.LOW,
                Autonomy.AUTO);
        Target target = change.restore().target();
        ledger.append(new LedgerEntry.UndoOwed(Ids.of("undo-owed", id), id, id, now, "", plan, true));
        StepResult result = runner.run(
                new PlanRunner.Order(plan, plan.notAfter(), Map.of(), Set.of(target.namespace()), false),
                0,
                () -> false);
        close(plan, result);
        if (result.good()) {
            refused.remove(keyOf(change));
            return;
        }
        Duration pause = earlier == null ? FIRST_PAUSE : longer(earlier.pause());
        int tries = earlier == null ? 1 : earlier.tries() + 1;
        refused.put(keyOf(change), new Refused(now.plus(pause), pause, tries));
        if (tries == TRIES_BEFORE_A_PERSON) {
            notices.send(new Notice(
                    Notice.Kind.HUMAN_NEEDED,
                    clock.instant(),
                    "a change that was to end at " + change.expiresAt() + " is still there after " + tries
                            + " tries to take it back (" + change.restore().describe() + "): " + result.detail()
                            + "; it is tried again, or take it back by hand",
                    null,
                    null));
        }
    }

    private void close(RemediationPlan plan, StepResult result) {
        String id = plan.id();
        boolean inDoubt = result.outcome() == Outcome.UNKNOWN || result.outcome() == Outcome.EXPIRED;
        ledger.note(
                inDoubt
                        ? new LedgerEntry.Escalated(Ids.of("escalated", id), id, id, clock.instant(), result.detail())
                        : new LedgerEntry.Undone(
                                Ids.of("undone", id), id, id, clock.instant(), "", result.good(), result.detail()));
    }

    /** Whether the plan is one of these: nobody waits for it, what is still due is found again. */
    public static boolean isExpiry(PlanRecord record) {
        return record.undoOwed()
                .filter(owed -> owed.plan().runbook().equals(RUNBOOK))
                .isPresent();
    }

    private static Duration longer(Duration pause) {
        Duration doubled = pause.multipliedBy(2);
        return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
    }

    private static String keyOf(TemporaryChanges.Ended change) {
        return change.objectUid() + "@" + change.expiresAt();
    }
}
