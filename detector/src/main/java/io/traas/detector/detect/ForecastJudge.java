package io.traas.detector.detect;

import io.traas.detector.forecast.Capacity;
import io.traas.detector.forecast.Forecast;
import io.traas.detector.forecast.Forecast.State;
import io.traas.detector.forecast.Trend;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;

/**
 * The limit {@code threshold} will be reached sooner than {@code horizonSeconds}. Without a history to learn from the
 * value is itself the instant, in epoch seconds, at which it is over.
 */
final class ForecastJudge implements Judge {

    private static final double HOUR = 3_600;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        if (!measured.restsOn(spec.minWeight())) {
            return Judgement.UNKNOWN;
        }
        double value = measured.own().value();
        if (spec.historySeconds() == 0) {
            double now = measured.atMillis() / 1_000.0;
            Forecast forecast = Forecast.ofInstant(value, now, spec.horizonSeconds());
            double soonest = now + spec.horizonSeconds();
            String because = spec.signal().name() + " is over in " + Judge.time(forecast.likely()) + ", warned of "
                    + Judge.time(spec.horizonSeconds()) + " before";
            return judgement(spec, forecast, value, soonest, Math.max(value, soonest), because);
        }
        Capacity capacity = capacity(spec);
        Forecast forecast = Forecast.of(memory.trend(), value, capacity);
        if (forecast.state() == State.UNKNOWN) {
            return Judgement.UNKNOWN;
        }
        boolean rises = spec.direction() == Direction.HIGH;
        double band = band(spec, forecast, rises);
        return judgement(
                spec,
                forecast,
                value,
                rises ? Math.min(0, band) : band,
                rises ? band : Math.max(value, band),
                // Nobody reads it of a quiet series, and writing it would cost more than judging.
                forecast.state() == State.BREACH || memory.isOpen() ? sentence(spec, forecast, value) : "");
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        if (spec.historySeconds() == 0 || !measured.restsOn(spec.minWeight())) {
            return memory;
        }
        Capacity capacity = capacity(spec);
        double value = measured.own().value();
        Trend before = memory.trend() == null ? Trend.NONE : memory.trend();
        Trend trend = before.with(measured.atMillis(), value, capacity);
        // Also in trouble: growth does not become usual by lasting.
        boolean warns = Forecast.of(trend, value, capacity).state() == State.BREACH;
        return memory.followed(warns ? trend.warned() : trend);
    }

    @Override
    public boolean learnsFirst() {
        return true;
    }

    private static Capacity capacity(DetectorSpec spec) {
        return new Capacity(
                spec.threshold(), spec.direction() == Direction.LOW, spec.historySeconds(), spec.horizonSeconds());
    }

    /** At the present pace a value beyond this reaches the limit within the horizon. */
    private static double band(DetectorSpec spec, Forecast forecast, boolean rises) {
        boolean towards = rises ? forecast.slope() > 0 : forecast.slope() < 0;
        boolean matters = towards && forecast.state() != State.CLEAR;
        return spec.threshold() - (matters ? forecast.slope() * spec.horizonSeconds() : 0);
    }

    private static Judgement judgement(
            DetectorSpec spec, Forecast forecast, double value, double low, double high, String because) {
        return switch (forecast.state()) {
            case BREACH -> {
                double score = 1 - 0.5 * Math.min(1, forecast.earliest() / spec.horizonSeconds());
                yield new Judgement(Judgement.Outcome.BREACH, value, low, high, score, because);
            }
            case NEAR -> new Judgement(Judgement.Outcome.BETWEEN, value, low, high, 0, because);
            case CLEAR -> Judgement.clean(value, low, high, because);
            case UNKNOWN -> Judgement.UNKNOWN;
        };
    }

    private static String sentence(DetectorSpec spec, Forecast forecast, double value) {
        String name = spec.signal().name() + " is " + Judge.text(value);
        String limit = Judge.text(spec.threshold());
        if (forecast.likely() == 0) {
            return name + ", at its limit " + limit;
        }
        if (forecast.state() == State.CLEAR) {
            return name + ", not on its way to " + limit + " within " + Judge.time(spec.horizonSeconds());
        }
        return name + (forecast.slope() > 0 ? " and grows by " : " and falls by ")
                + Judge.text(Math.abs(forecast.slope()) * HOUR) + " an hour: reaches " + limit + " in "
                + Judge.time(forecast.likely()) + ", between " + Judge.time(forecast.earliest()) + " and "
                + Judge.time(forecast.latest());
    }
}
