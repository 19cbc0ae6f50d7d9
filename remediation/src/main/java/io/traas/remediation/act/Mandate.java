package io.traas.remediation.act;

/** The right to change the cluster, asked for right before every request that would. Thread-safe. */
@FunctionalInterface
public interface Mandate {

    /** @throws io.traas.remediation.ledger.TenureLostException when another replica has it, or may have */
    void require();

    /** For a cluster that one executor alone uses. */
    static Mandate unlimited() {
        return () -> {};
    }
}
