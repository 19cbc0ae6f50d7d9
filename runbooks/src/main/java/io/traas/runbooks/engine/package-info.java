/** The rule engine behind its port. Nothing outside this package imports Drools. */
package io.traas.runbooks.engine;
