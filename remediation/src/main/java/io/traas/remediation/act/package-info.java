/**
 * Carries out one plan: intent on the ledger, call, result on the ledger, one step after the other. The cluster is behind
 * the port {@link io.traas.remediation.act.Cluster}. Decides nothing and verifies nothing.
 */
package io.traas.remediation.act;
