package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.RemediationPlan;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** Whatever lies on the ledger, in whatever order. */
class BookProperties {

    private static final String PLAN = "p";

    @Property(tries = 2_000)
    void onlyWhatMayFollowIsApplied(@ForAll("ledgers") List<LedgerEntry> entries) {
        Book book = new Book();
        for (LedgerEntry entry : entries) {
            PlanRecord before = book.plan(PLAN).orElse(PlanRecord.empty(PLAN));
            Optional<Irregularity> wrong = book.add(entry);
            PlanRecord after = book.plan(PLAN).orElse(PlanRecord.empty(PLAN));

            if (before.finished()) {
                assertThat(after.finished()).isTrue();
            }
            if (wrong.isPresent()) {
                assertThat(after.state().steps()).isEqualTo(before.state().steps());
                assertThat(after.finished()
                                || after.owedToPerson().isPresent()
                                || entry instanceof LedgerEntry.TookOver)
                        .isTrue();
            }
            assertThat(after.stepsDone()).isGreaterThanOrEqualTo(before.stepsDone());
            assertThat(after.unsettled().size()).isLessThanOrEqualTo(1);
            for (int i = 0; i < after.intents().size(); i++) {
                assertThat(after.intents().get(i).step()).isEqualTo(i);
            }
        }
        Statistics.label("ends")
                .collect(book.plan(PLAN).map(PlanRecord::finished).orElse(false));
    }

    @Property(tries = 500)
    void readingTheLedgerTwiceChangesNothing(@ForAll("ledgers") List<LedgerEntry> entries) {
        Book once = new Book();
        entries.forEach(once::add);
        PlanState before = once.plan(PLAN).orElse(PlanRecord.empty(PLAN)).state();

        entries.stream()
                .filter(entry -> !(entry instanceof LedgerEntry.TookOver))
                .forEach(once::add);

        assertThat(once.plan(PLAN).orElse(PlanRecord.empty(PLAN)).state()).isEqualTo(before);
    }

    @Provide
    Arbitrary<List<LedgerEntry>> ledgers() {
        Arbitrary<LedgerEntry> any = Combinators.combine(
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.of(Outcome.values()),
                        Arbitraries.of(true, true, true, false),
                        Arbitraries.longs().between(0, 3))
                .as(BookProperties::entry);
        return any.list().ofMaxSize(14).map(BookProperties::withOwnIds);
    }

    private static LedgerEntry entry(int kind, int step, Outcome outcome, boolean yes, long epoch) {
        return switch (kind) {
            case 0 -> new LedgerEntry.Guarded("", "inc", PLAN, Scene.NOON, "r", 1, yes, List.of());
            case 1 -> new LedgerEntry.ApprovalAsked("", "inc", PLAN, Scene.NOON, plan(), "risky", Scene.NOON);
            case 2 -> new LedgerEntry.ApprovalAnswered("", "inc", PLAN, Scene.NOON, yes, "ann", "");
            case 3, 4 -> intent("", step, epoch);
            case 5 -> new LedgerEntry.Result("", "inc", PLAN, Scene.NOON, "intent-" + step, outcome, "", "");
            case 6 -> new LedgerEntry.Verified("", "inc", PLAN, Scene.NOON, "r", 1, Verdict.WORSE, null, List.of());
            case 7 -> new LedgerEntry.UndoOwed("", "inc", PLAN, Scene.NOON, "p0", plan(), true);
            case 8 -> new LedgerEntry.Undone("", "inc", PLAN, Scene.NOON, "p0", yes, "");
            default -> yes ? LedgerEntry.TookOver.of(epoch, "a", Scene.NOON) : escalated("");
        };
    }

    private static LedgerEntry.Intent intent(String id, int step, long epoch) {
        Action restart = new Action.RestartWorkload(Scene.CART);
        return new LedgerEntry.Intent(id, "inc", PLAN, Scene.NOON, step, restart, "key", epoch, "uid", "", Scene.NOON);
    }

    private static LedgerEntry escalated(String id) {
        return new LedgerEntry.Escalated(id, "inc", PLAN, Scene.NOON, "why");
    }

    private static RemediationPlan plan() {
        return Scene.plan("r", 1, new Action.RestartWorkload(Scene.CART));
    }

    /** Intents are named by their step, so that results can be about them; all others are different each time. */
    private static List<LedgerEntry> withOwnIds(List<LedgerEntry> entries) {
        List<LedgerEntry> named = new ArrayList<>();
        for (int i = 0; i < entries.size(); i++) {
            LedgerEntry entry = entries.get(i);
            String id = "e" + i;
            if (entry instanceof LedgerEntry.Guarded g) {
                entry = new LedgerEntry.Guarded(id, "inc", PLAN, g.at(), "r", 1, g.allowed(), List.of());
            } else if (entry instanceof LedgerEntry.ApprovalAsked a) {
                entry = new LedgerEntry.ApprovalAsked(id, "inc", PLAN, a.at(), a.plan(), a.why(), a.expiresAt());
            } else if (entry instanceof LedgerEntry.ApprovalAnswered a) {
                entry = new LedgerEntry.ApprovalAnswered(id, "inc", PLAN, a.at(), a.approved(), "ann", "");
            } else if (entry instanceof LedgerEntry.Intent n) {
                entry = intent("intent-" + n.step(), n.step(), n.epoch());
            } else if (entry instanceof LedgerEntry.Result r) {
                entry = new LedgerEntry.Result(id, "inc", PLAN, r.at(), r.intentId(), r.outcome(), "", "");
            } else if (entry instanceof LedgerEntry.Verified) {
                entry = new LedgerEntry.Verified(id, "inc", PLAN, Scene.NOON, "r", 1, Verdict.WORSE, null, List.of());
            } else if (entry instanceof LedgerEntry.UndoOwed) {
                entry = new LedgerEntry.UndoOwed(id, "inc", PLAN, Scene.NOON, "p0", plan(), true);
            } else if (entry instanceof LedgerEntry.Undone u) {
                entry = new LedgerEntry.Undone(id, "inc", PLAN, Scene.NOON, "p0", u.complete(), "");
            } else if (entry instanceof LedgerEntry.Escalated) {
                entry = escalated(id);
            }
            named.add(entry);
        }
        return named;
    }
}
