/**
 * Chooses. Rules propose, plain Java decides: a pure function from the snapshot of an incident to a decision that
 * explains itself. Knows of the rule engine only the port {@link io.traas.runbooks.decide.RuleBook}.
 */
package io.traas.runbooks.decide;
