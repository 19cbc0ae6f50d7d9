package io.traas.detector.detect;

import io.traas.detector.slo.BurnRate;
import io.traas.detector.slo.BurnRule;
import io.traas.detector.slo.EventHistory;
import io.traas.detector.slo.Objective;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;
import io.traas.model.Severity;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;

/**
 * The error budget burns too fast. Of a ratio the events themselves are counted, its numerator being the bad ones; of
 * any other signal seconds are, those beyond {@code threshold} being bad. Up to SEV2 by the rules that page, below by
 * those that make a ticket.
 */
final class BurnRateJudge implements Judge {

    private static final double CLOSE_AT = 0.9;
    /** A reading speaks for the time since the last one, unless that is longer than increases are computed over. */
    private static final double MAX_SECONDS = SignalMeter.MAX_GAP_MS / 1_000.0;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        if (!counts(spec, measured)) {
            return Judgement.UNKNOWN;
        }
        Objective objective = new Objective(spec.objective(), spec.minEvents());
        List<BurnRule> rules = spec.severity().compareTo(Severity.SEV2) <= 0 ? BurnRule.PAGE : BurnRule.TICKET;
        BurnRate rate = BurnRate.of(memory.events(), objective, rules);
        if (!rate.known()) {
            return Judgement.UNKNOWN;
        }
        boolean ratio = isRatio(spec);
        double value = ratio ? rate.badShare() : measured.own().value();
        double limit = ratio ? rate.rule().burn() * objective.budget() : spec.threshold();
        boolean above = ratio || spec.direction() == Direction.HIGH;
        return Judgement.of(
                rate.excess(),
                1,
                CLOSE_AT,
                value,
                above ? 0 : limit,
                above ? limit : Math.max(value, limit),
                // Nobody reads it of a quiet series, and writing it would cost more than judging.
                rate.fires() || memory.isOpen() ? sentence(spec, rate) : "");
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        // Also in trouble: trouble is what is counted.
        return counts(spec, measured) ? memory.counted(counted(spec, measured, memory.events())) : memory;
    }

    @Override
    public boolean learnsFirst() {
        return true;
    }

    private static boolean counts(DetectorSpec spec, Measured measured) {
        if (!isRatio(spec)) {
            return measured.restsOn(spec.minWeight());
        }
        // No traffic is no event, and no share either, but it was watched.
        Reading own = measured.own();
        return own != null && Double.isFinite(own.numerator()) && Double.isFinite(own.weight());
    }

    private static boolean isRatio(DetectorSpec spec) {
        return spec.signal().kind() == Signal.Kind.RATIO;
    }

    private static EventHistory counted(DetectorSpec spec, Measured measured, EventHistory before) {
        EventHistory known = before == null ? EventHistory.NONE : before;
        double seconds = (measured.atMillis() - known.newestMillis()) / 1_000.0;
        if (seconds <= 0) {
            return known;
        }
        if (seconds > MAX_SECONDS) {
            return known.with(measured.atMillis(), 0, 0, 0);
        }
        Reading own = measured.own();
        if (isRatio(spec)) {
            return known.with(measured.atMillis(), seconds, own.numerator() * seconds, own.weight() * seconds);
        }
        boolean bad =
                spec.direction() == Direction.HIGH ? own.value() > spec.threshold() : own.value() < spec.threshold();
        return known.with(measured.atMillis(), seconds, bad ? seconds : 0, seconds);
    }

    private static String sentence(DetectorSpec spec, BurnRate rate) {
        String budget = "the budget of " + percent(100 * spec.objective()) + " for "
                + spec.signal().name();
        String speed = rate.fires()
                ? " burns " + Judge.text(rate.burn()) + " times too fast"
                : " burns at " + Judge.text(rate.burn()) + " times its rate, limit "
                        + Judge.text(rate.rule().burn());
        return budget + speed + " over "
                + Judge.time(rate.rule().longWindow().toSeconds()) + " and "
                + Judge.time(rate.rule().shortWindow().toSeconds()) + "; "
                + String.format(Locale.ROOT, rate.budgetSpent() < 0.1 ? "%.1f" : "%.0f", 100 * rate.budgetSpent())
                + " % of the month's budget is gone";
    }

    private static String percent(double value) {
        BigDecimal rounded = BigDecimal.valueOf(value).setScale(6, RoundingMode.HALF_UP);
        return rounded.stripTrailingZeros().toPlainString() + " %";
    }
}
