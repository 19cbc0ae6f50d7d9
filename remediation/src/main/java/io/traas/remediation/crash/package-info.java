/** Named places at which a drill may end or hold the process. Nothing of it acts unless the process was started for it. */
package io.traas.remediation.crash;
