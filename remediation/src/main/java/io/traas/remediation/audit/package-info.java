/**
 * The proof that nobody changed the ledger: a hash chain over its records, checkpoints of it published apart, and the
 * check of one against the other. Knows nothing of what the records say.
 */
package io.traas.remediation.audit;
