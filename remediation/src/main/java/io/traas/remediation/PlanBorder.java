package io.traas.remediation;

import io.traas.remediation.ledger.Book;
import io.traas.remediation.ledger.LedgerUnavailableException;
import io.traas.remediation.ledger.PlanRecord;
import io.traas.remediation.ledger.TenureLostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The border of the work on one plan: whatever goes wrong within ends this plan only, and a person hears of it. */
final class PlanBorder {

    private static final Logger LOG = LoggerFactory.getLogger(PlanBorder.class);

    private final Book book;
    private final History history;
    private final OpenPlans plans;
    private final BiConsumer<Cure, String> escalate;

    /** @param escalate hands a plan to a person, with the reason */
    PlanBorder(Book book, History history, OpenPlans plans, BiConsumer<Cure, String> escalate) {
        this.book = book;
        this.history = history;
        this.plans = plans;
        this.escalate = escalate;
    }

    /** For what the ledger has to allow: without it the plan waits and is begun anew. */
    void guarded(Cure cure, Runnable work) {
        alone(cure, () -> {
            try {
                work.run();
            } catch (TenureLostException e) {
                throw e;
            } catch (LedgerUnavailableException e) {
                waitForLedger(cure, e);
            }
        });
    }

    /** For what needs no ledger and must not be begun anew: one plan that fails keeps no other waiting. */
    void alone(Cure cure, Runnable work) {
        try {
            work.run();
        } catch (TenureLostException e) {
            // The plan stays as it is: whoever has taken over goes on with it.
            LOG.atInfo()
                    .addKeyValue("plan", cure.plan.id())
                    .addKeyValue("reason", e.getMessage())
                    .log("left to the replica that takes over");
        } catch (RejectedExecutionException e) {
            // Hands take nothing new while this replica ends; the ledger knows the plan.
            LOG.atInfo().addKeyValue("plan", cure.plan.id()).log("left to the replica that acts next");
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("plan", cure.plan.id()).setCause(e).log("plan broke off");
            escalate.accept(cure, "the platform failed while it worked on the plan: " + e);
        }
    }

    private void waitForLedger(Cure cure, LedgerUnavailableException e) {
        LOG.atWarn()
                .addKeyValue("plan", cure.plan.id())
                .addKeyValue("reason", e.getMessage())
                .log("nothing is done without the ledger; the plan waits");
        PlanRecord record = book.plan(cure.plan.id()).orElse(PlanRecord.empty(cure.plan.id()));
        cure.stepsDone = record.stepsDone();
        history.setBack(cure, record);
        plans.enter(cure, Cure.Phase.WAITING);
    }
}
