/**
 * What was done, as one can prove it. Entries are durable before anything rests on them. Never looks at the cluster.
 */
package io.traas.remediation.ledger;
