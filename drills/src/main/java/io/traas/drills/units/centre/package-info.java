/**
 * A centre of the bank in units: one process with a router, and a replica of every unit's ledger. Talks to the other
 * centres over HTTP; can be told to lose them, or to be slow.
 */
package io.traas.drills.units.centre;
