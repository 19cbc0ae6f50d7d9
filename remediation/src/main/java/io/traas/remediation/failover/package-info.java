/**
 * Moves a unit's writable leader to another centre: planned ({@code SWITCHOVER}) or because the source is lost ({@code
 * FAILOVER}). Every step is on the journal before its effect, and every effect may be repeated. See docs/failover.md.
 */
package io.traas.remediation.failover;
