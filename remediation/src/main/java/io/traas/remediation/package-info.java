/**
 * Act and verify: guarded, fenced action on the cluster and the proof that it helped. {@link
 * io.traas.remediation.PlanExecutor} has the flow of a plan on one page. Chooses nothing: what to try next is decided
 * elsewhere.
 */
package io.traas.remediation;
