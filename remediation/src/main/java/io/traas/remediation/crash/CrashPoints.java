package io.traas.remediation.crash;

/** Told of each {@link CrashPoint} as it is passed. In production nothing listens. Thread-safe. */
@FunctionalInterface
public interface CrashPoints {

    void hit(CrashPoint point);

    static CrashPoints none() {
        return point -> {};
    }
}
