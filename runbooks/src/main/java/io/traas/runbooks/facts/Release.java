package io.traas.runbooks.facts;

import io.traas.model.Target;

/**
 * The newest change of a workload's pod template. The platform's own roll-backs are none.
 *
 * @param config only configuration differs, the code is the same
 * @param byPerson made by hand
 * @param inForce no later change replaced it
 * @param quietSeconds how long its pods were in service before the first symptom; 0 when trouble began during the
 *     roll-out, negative when trouble was there before
 */
public record Release(
        Target target, boolean config, boolean byPerson, boolean inForce, long quietSeconds, String summary)
        implements Fact {}
