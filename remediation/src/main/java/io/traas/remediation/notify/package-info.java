/**
 * Tells people outside. Never holds up the work.
 */
package io.traas.remediation.notify;
