/**
 * Refuses. Pure: a plan and facts in, a word with its reasons out; no clock, no I/O, no memory. Imports nothing but the
 * model. The invariants bear the names they have in the safety rules of the platform.
 */
package io.traas.remediation.guard;
