package io.traas.drills.load;

/** How the customers are. */
public enum Verdict {
    /** No calm was seen yet since the start; nothing is judged. */
    WARMING,
    CONTENT,
    SUFFERING
}
