package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * The next value as the predictor sees it that did best of late: the last value, a fast and a slow mean, the time of
 * day, the time of week, and both of these corrected by how far the series is off them at the moment. The choice is by
 * discounted absolute error, clipped so that one surprise does not depose a good predictor. Not thread-safe; constant
 * cost.
 */
public final class Forecast {

    private static final String[] NAMES = {
        "the last value",
        "its recent mean",
        "its long mean",
        "the time of day",
        "the time of week",
        "the time of day and its recent offset",
        "the time of week and its recent offset"
    };
    private static final double FAST = 0.3;
    private static final double SLOW = 0.03;
    private static final double ERROR_RATE = 0.01;
    private static final double ERROR_CLIP = 8;
    private static final int PLAIN_UNTIL = 30;
    private static final double MEAN_ERROR_TO_SIGMA = 1.2533;
    private static final double RELATIVE_FLOOR = 1e-4;
    private static final double ABSOLUTE_FLOOR = 1e-9;
    private static final double DAY_MILLIS = 86_400_000;
    private static final double SINCE_AT_MOST_MILLIS = 3_600_000;

    private final Season day = Season.daily();
    private final Season week = Season.weekly();
    private final Level fast = new Level(FAST);
    private final Level slow = new Level(SLOW);
    private final double[] predictions = new double[NAMES.length];
    private final double[] errors = new double[NAMES.length];
    private int seen;
    private double days;
    private double last;
    private double offDay;
    private double offWeek;
    private int best;

    /** The prediction for that time; before the first value, 0. Call once before each {@link #learn}. */
    public double predict(long atMillis) {
        predictions[0] = last;
        predictions[1] = fast.level();
        predictions[2] = slow.level();
        predictions[3] = day.at(atMillis, slow.level());
        predictions[4] = week.at(atMillis, predictions[3]);
        predictions[5] = predictions[3] + offDay;
        predictions[6] = predictions[4] + offWeek;
        best = 0;
        for (int each = 1; each < errors.length; each++) {
            if (errors[each] < errors[best]) {
                best = each;
            }
        }
        return predictions[best];
    }

    /** About one standard deviation of the chosen predictor's error, in the unit of the series; never zero. */
    public double scale() {
        return Math.max(
                MEAN_ERROR_TO_SIGMA * errors[best],
                Math.max(RELATIVE_FLOOR * Math.abs(predictions[best]), ABSOLUTE_FLOOR));
    }

    /** What the last prediction went by, as words that follow "expected from". */
    public String basis() {
        return NAMES[best];
    }

    /** @param value finite; @param sinceMillis event time since the value before, at least 0 */
    public void learn(long atMillis, double value, double sinceMillis) {
        if (seen > 0) {
            blame(value);
            offDay += FAST * (value - predictions[3] - offDay);
            offWeek += FAST * (value - predictions[4] - offWeek);
        }
        fast.learn(value);
        slow.learn(value);
        last = value;
        double since = Math.min(SINCE_AT_MOST_MILLIS, sinceMillis);
        days += since / DAY_MILLIS;
        day.learn(atMillis, value, since, days);
        week.learn(atMillis, value, since, days / 7);
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
    }

    private void blame(double value) {
        double weight = Math.max(ERROR_RATE, 1.0 / (seen + 1));
        for (int each = 0; each < errors.length; each++) {
            double error = Math.abs(value - predictions[each]);
            double limit = seen < PLAIN_UNTIL
                    ? Double.MAX_VALUE
                    : ERROR_CLIP * errors[each] + ABSOLUTE_FLOOR + RELATIVE_FLOOR * Math.abs(predictions[each]);
            errors[each] += weight * (Math.min(error, limit) - errors[each]);
        }
    }

    public void write(ByteBuffer out) {
        out.putInt(seen).putDouble(days).putDouble(last);
        out.putDouble(offDay).putDouble(offWeek);
        for (double error : errors) {
            out.putDouble(error);
        }
        fast.write(out);
        slow.write(out);
        day.write(out);
        week.write(out);
    }

    /** @param wholeSeasons whether slices of the seasons that were never visited were written, too */
    public void read(ByteBuffer in, boolean wholeSeasons) {
        seen = in.getInt();
        days = in.getDouble();
        last = in.getDouble();
        offDay = in.getDouble();
        offWeek = in.getDouble();
        for (int each = 0; each < errors.length; each++) {
            errors[each] = in.getDouble();
        }
        fast.read(in);
        slow.read(in);
        if (wholeSeasons) {
            day.readAll(in);
            week.readAll(in);
        } else {
            day.read(in);
            week.read(in);
        }
    }
}
