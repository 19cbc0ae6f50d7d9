/**
 * Actions on what people are told: silences in Alertmanager, messages. Plain HTTP has no dry run and no preconditions, so
 * what got no answer is never sent again.
 */
package io.traas.remediation.alert;
