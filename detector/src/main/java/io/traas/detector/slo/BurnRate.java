package io.traas.detector.slo;

import java.util.List;

/**
 * How fast a budget burns at one instant, as seen by one rule.
 *
 * <p>At a constant share {@code e} of bad events after a quiet time a rule fires after {@code long window * burn *
 * (1 - target) / e}, if that is within its long window. When all is well again it ends within its short window.
 *
 * @param rule the rule that fires, the quickest if several do; else the one nearest to firing
 * @param known whether any rule had enough events to say something
 * @param fires whether {@code rule} fires
 * @param excess burn over the limit of the rule, in the calmer of its two windows: over 1 fires
 * @param burn in the calmer of the two windows, in times the rate that lasts the whole period
 * @param badShare of the events of the short window
 * @param budgetSpent share of the budget of the whole period that is gone; over 1 the objective is missed
 */
public record BurnRate(
        BurnRule rule, boolean known, boolean fires, double excess, double burn, double badShare, double budgetSpent) {

    /** @param rules quickest first, not empty */
    public static BurnRate of(EventHistory history, Objective objective, List<BurnRule> rules) {
        double spent = history.last(Objective.PERIOD).burn(objective);
        BurnRate worst = new BurnRate(rules.get(0), false, false, 0, 0, 0, spent);
        for (BurnRule rule : rules) {
            Window longer = history.last(rule.longWindow());
            if (longer.total() <= 0 || longer.total() < objective.minEvents()) {
                continue;
            }
            Window shorter = history.last(rule.shortWindow());
            double burn = Math.min(longer.burn(objective), shorter.burn(objective));
            boolean fires = burn > rule.burn();
            if (!worst.known || !worst.fires && burn / rule.burn() > worst.excess) {
                worst = new BurnRate(rule, true, fires, burn / rule.burn(), burn, shorter.badShare(), spent);
            }
        }
        return worst;
    }

    /** Share of the budget of the whole period that is left; negative when the objective is missed. */
    public double budgetLeft() {
        return 1 - budgetSpent;
    }
}
