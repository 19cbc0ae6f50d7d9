package io.traas.remediation.act;

import io.traas.model.Outcome;
import java.util.Objects;

/** What became of one step. @param detail one line for people: the thing, the value, what to do */
public record StepResult(Outcome outcome, Reason reason, String detail) {

    public StepResult {
        Objects.requireNonNull(outcome, "result.outcome is missing");
        Objects.requireNonNull(reason, "result.reason is missing");
        Objects.requireNonNull(detail, "result.detail is missing");
    }

    public static StepResult done(String detail) {
        return new StepResult(Outcome.SUCCEEDED, Reason.DONE, detail);
    }

    public static StepResult skipped(String detail) {
        return new StepResult(Outcome.SKIPPED, Reason.ALREADY_SO, detail);
    }

    public static StepResult denied(Reason reason, String detail) {
        return new StepResult(Outcome.DENIED, reason, detail);
    }

    public static StepResult failed(Reason reason, String detail) {
        return new StepResult(Outcome.FAILED, reason, detail);
    }

    public static StepResult unknown(String detail) {
        return new StepResult(Outcome.UNKNOWN, Reason.NO_ANSWER, detail);
    }

    /** True when the plan may go on. */
    public boolean good() {
        return outcome == Outcome.SUCCEEDED || outcome == Outcome.SKIPPED;
    }
}
