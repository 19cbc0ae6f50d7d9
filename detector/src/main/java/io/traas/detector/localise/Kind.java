package io.traas.detector.localise;

/** What a symptom is made of. */
public enum Kind {
    LATENCY("s"),
    FAILURES("failures");

    private final String unit;

    Kind(String unit) {
        this.unit = unit;
    }

    /** Of an {@link Excess#amount}. */
    String unit() {
        return unit;
    }
}
