/** Everything a rule can see: the facts it matches on, and the sink it proposes into. */
package io.traas.runbooks.facts;
