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

    static void atLeast(String name, long minimum, long value) {
        if (value < minimum) {
            throw new IllegalArgumentException(name + " is " + value + ", must be at least " + minimum);
        }
    }
}
