/**
 * The language of rules: a small, exact part of DRL. What it cannot say cannot be run: rules are read by our own parser,
 * checked against the facts and verbs there are, and printed anew; only the print is ever compiled.
 */
package io.traas.runbooks.rules;
