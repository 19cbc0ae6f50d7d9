package io.traas.runbooks;

import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.runbooks.decide.RuleBook;
import java.time.Instant;
import java.util.List;

/** The first evaluation in a process takes hundreds of times longer than the next; better now than in an incident. */
final class WarmUp {

    private WarmUp() {}

    static void evaluateOnce(RuleBook rules, Instant now) {
        Target nowhere = Target.deployment("warm-up", "warm-up", "warm-up");
        for (FailureClass failureClass : FailureClass.values()) {
            Incident incident = new Incident(
                    "warm-up",
                    Lifecycle.OPENED,
                    nowhere,
                    failureClass,
                    Severity.SEV4,
                    0,
                    now,
                    now,
                    null,
                    now,
                    now,
                    List.of(),
                    List.of(),
                    nowhere,
                    List.of(),
                    1);
            rules.evaluate(new DecisionFacts(now, incident, List.of(), List.of(), List.of()));
        }
    }
}
