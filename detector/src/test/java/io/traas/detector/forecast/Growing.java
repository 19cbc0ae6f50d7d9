package io.traas.detector.forecast;

import io.traas.detector.forecast.Forecast.State;
import java.util.function.DoubleUnaryOperator;

/** A series sampled once an interval and forecast at every sample. */
final class Growing {

    private static final long START_MS = 1_700_000_007_000L;

    private final Capacity capacity;
    private final double intervalSeconds;
    private Trend trend = Trend.NONE;
    private Forecast forecast;
    private double second;
    private int breaches;
    private double firstBreach = Double.NaN;

    Growing(Capacity capacity, double intervalSeconds) {
        this.capacity = capacity;
        this.intervalSeconds = intervalSeconds;
    }

    /** @param value by the second since the start of all */
    Growing play(double seconds, DoubleUnaryOperator value) {
        double until = second + seconds;
        while (second < until) {
            second += intervalSeconds;
            sample(value.applyAsDouble(second));
        }
        return this;
    }

    Growing sample(double value) {
        trend = trend.with(START_MS + (long) (second * 1_000), value, capacity);
        forecast = Forecast.of(trend, value, capacity);
        if (forecast.state() == State.BREACH) {
            breaches++;
            firstBreach = Double.isNaN(firstBreach) ? second : firstBreach;
            trend = trend.warned();
        }
        return this;
    }

    Growing skip(double seconds) {
        second += seconds;
        return this;
    }

    /** From here on. */
    Growing forgetBreaches() {
        breaches = 0;
        firstBreach = Double.NaN;
        return this;
    }

    int breaches() {
        return breaches;
    }

    double firstBreach() {
        return firstBreach;
    }

    double second() {
        return second;
    }

    Trend trend() {
        return trend;
    }

    Forecast forecast() {
        return forecast;
    }
}
