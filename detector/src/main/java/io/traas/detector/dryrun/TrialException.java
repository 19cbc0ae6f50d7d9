package io.traas.detector.dryrun;

/** Why there is nothing to try a detector on, or no detector to try; its message is one line that says what to do. */
final class TrialException extends RuntimeException {

    TrialException(String message) {
        super(message);
    }

    TrialException(String message, Throwable cause) {
        super(message, cause);
    }
}
