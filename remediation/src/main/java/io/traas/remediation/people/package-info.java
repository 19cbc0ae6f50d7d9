/** What people are asked and what they answer. Does no I/O and acts on nothing. */
package io.traas.remediation.people;
