package io.traas.remediation.audit;

/**
 * A record of the ledger as it lies there.
 *
 * @param place offset on the topic, or number of the line in an export from 1
 */
public record LedgerLine(long place, byte[] bytes) {}
