/**
 * Breaks the bank in units, lets the platform's failover heal it, and judges by what customers saw and by the books. Starts
 * the platform as a process; knows none of its classes.
 */
package io.traas.drills.units.drill;
