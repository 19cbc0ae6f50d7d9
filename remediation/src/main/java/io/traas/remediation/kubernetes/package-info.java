/**
 * The only place of the platform that writes to Kubernetes. Every write goes through one door: dry run, stop switch,
 * preconditions. Nobody else may import the client.
 */
package io.traas.remediation.kubernetes;
