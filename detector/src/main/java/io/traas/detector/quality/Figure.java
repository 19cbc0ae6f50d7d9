package io.traas.detector.quality;

import java.util.Locale;

/**
 * One line of the table: what was measured against what is asked.
 *
 * @param bar NaN when nothing is asked
 * @param atMost whether the bar is an upper limit
 */
record Figure(String name, double measured, double bar, boolean atMost) {

    static Figure atLeast(String name, double measured, double bar) {
        return new Figure(name, measured, bar, false);
    }

    static Figure atMost(String name, double measured, double bar) {
        return new Figure(name, measured, bar, true);
    }

    static Figure told(String name, double measured) {
        return new Figure(name, measured, Double.NaN, true);
    }

    boolean met() {
        return Double.isNaN(bar) || (atMost ? measured <= bar : measured >= bar);
    }

    String line() {
        if (Double.isNaN(bar)) {
            return String.format(Locale.ROOT, "%-58s %9.3f", name, measured);
        }
        return String.format(
                Locale.ROOT,
                "%-58s %9.3f  %s %7.2f  %s",
                name,
                measured,
                atMost ? "<=" : ">=",
                bar,
                met() ? "met" : "NOT MET");
    }
}
