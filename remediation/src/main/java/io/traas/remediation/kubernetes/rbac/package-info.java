/** What each action needs to be permitted, and the Roles that permit it. Talks to nobody. */
package io.traas.remediation.kubernetes.rbac;
