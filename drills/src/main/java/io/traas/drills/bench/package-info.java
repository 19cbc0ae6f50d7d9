/** {@code ./traas bench remediate}: every bar of remediation that is not a drill of its own, in one table. */
package io.traas.drills.bench;
