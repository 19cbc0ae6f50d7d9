/** What looks like trouble and is to be left alone. */
package io.traas.drills.faults.traps;
