package io.traas.remediation.kubernetes;

import io.traas.remediation.act.StepResult;

/** Ends a step early with its result; never leaves the package. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient StepResult result;

    RefusedException(StepResult result) {
        super(result.detail(), null, false, false);
        this.result = result;
    }

    StepResult result() {
        return result;
    }
}
