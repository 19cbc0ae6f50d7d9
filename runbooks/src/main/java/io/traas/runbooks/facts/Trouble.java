package io.traas.runbooks.facts;

import io.traas.model.FailureClass;
import io.traas.model.Severity;
import io.traas.model.Target;

/**
 * The incident itself; there is exactly one in every decision.
 *
 * @param service where the trouble is: a workload, or a node when a whole node is lost
 * @param completeness worst share of the sources that reported, in [0, 1]
 * @param ageSeconds since the incident was opened
 */
public record Trouble(
        Target service,
        FailureClass failureClass,
        Severity severity,
        double confidence,
        double completeness,
        long ageSeconds)
        implements Fact {}
