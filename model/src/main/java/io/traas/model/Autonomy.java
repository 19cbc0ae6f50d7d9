package io.traas.model;

/** How much may be done without a person. Of a namespace and a runbook the lower one counts. */
public enum Autonomy {
    /** Watch and record only; nothing is proposed to anybody. The default. */
    OBSERVE,
    /** Show what would be done. */
    SUGGEST,
    /** Do it after a person approved. */
    APPROVE,
    /** Do it. */
    AUTO;

    public Autonomy lower(Autonomy other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** Reads a label or setting; anything unknown or absent is {@link #OBSERVE}. */
    public static Autonomy parse(String text) {
        for (Autonomy level : values()) {
            if (level.name().equalsIgnoreCase(text)) {
                return level;
            }
        }
        return OBSERVE;
    }
}
