/**
 * The bank's customers, in a process of their own, and the only judge of a drill: from what they see, and nothing else,
 * it stamps when a fault became effective, when the bank had recovered, and whether the money adds up.
 */
package io.traas.drills.load;
