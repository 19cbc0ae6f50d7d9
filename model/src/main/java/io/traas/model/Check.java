package io.traas.model;

/** Checks of compact constructors; every message names the field and the value it had. */
final class Check {

    private Check() {}

    static void notNull(String name, Object value) {
        if (value == null) {
            throw new IllegalArgumentException(name + " is missing");
        }
    }

    static void notBlank(String name, String value) {
        if (value == null || value.isBlank()) {
            throw new IllegalArgumentException(name + " is " + (value == null ? "missing" : "blank"));
        }
    }

    static void unitInterval(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be in [0, 1]");
        }
    }

    static void atLeast(String name, double minimum, double value) {
        if (!(value >= minimum)) {
            throw new IllegalArgumentException(name + " is " + text(value) + ", must be at least " + text(minimum));
        }
    }

    static void atMost(String name, double maximum, double value) {
        if (!(value <= maximum)) {
            throw new IllegalArgumentException(name + " is " + text(value) + ", must be at most " + text(maximum));
        }
    }

    /** Strictly: neither end is allowed. */
    static void between(String name, double low, double high, double value) {
        if (!(value > low && value < high)) {
            throw new IllegalArgumentException(
                    name + " is " + text(value) + ", must be between " + text(low) + " and " + text(high));
        }
    }

    static void finite(String name, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(name + " is " + value + ", must be a number");
        }
    }

    /** A value that only one way of doing it reads would be silently without effect in another. */
    static void neutral(String name, double value, Object way, Object onlyWay) {
        if (value != 0) {
            throw new IllegalArgumentException(
                    name + " is " + text(value) + ", but only " + onlyWay + " reads it, not " + way);
        }
    }

    /** Whole numbers without a decimal point. */
    private static String text(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? String.valueOf((long) value)
                : String.valueOf(value);
    }
}
