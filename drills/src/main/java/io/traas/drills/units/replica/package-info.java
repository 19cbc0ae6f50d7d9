/**
 * One shard's ledger, kept five times: the log, the promises and the rule of the majority. Pure: no clock, no network, no
 * file; time and messages are passed in, so that every order of events can be tried.
 */
package io.traas.drills.units.replica;
