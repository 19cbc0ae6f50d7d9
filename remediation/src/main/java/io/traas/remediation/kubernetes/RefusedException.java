package io.traas.remediation.kubernetes;

import io.traas.remediation.act.Reason;
import io.traas.remediation.act.StepResult;

/** Ends a step early with its result; never leaves the package. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StepResult result;

    RefusedException(StepResult result) {
        super(result.detail(), null, false, false);
        this.result = result;
    }

    static RefusedException denied(Reason reason, String detail) {
        return new RefusedException(StepResult.denied(reason, detail));
    }

    /** The cluster already is as wanted. */
    static RefusedException skipped(String detail) {
        return new RefusedException(StepResult.skipped(detail));
    }

    StepResult result() {
        return result;
    }
}
