/**
 * Tells whether a cure helped, from raw samples and readiness. May not import {@code act}: it must not matter to it who
 * did what, only what can be seen.
 */
package io.traas.remediation.verify;
