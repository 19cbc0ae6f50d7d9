package io.traas.model;

/** How bad it is for users; SEV1 is the worst. */
public enum Severity {
    SEV1,
    SEV2,
    SEV3,
    SEV4;

    public Severity worse(Severity other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
