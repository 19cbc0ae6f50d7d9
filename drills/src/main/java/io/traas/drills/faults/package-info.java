/**
 * What can be done to the bank. Faults are to be healed, traps are to be left alone. Each is one class and one line in
 * {@link io.traas.drills.faults.Catalogue}.
 */
package io.traas.drills.faults;
