/** Runbook folders: found, read, checked; a broken one is reported in full and leaves the others in force. */
package io.traas.runbooks.library;
