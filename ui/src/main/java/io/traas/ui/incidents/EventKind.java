package io.traas.ui.incidents;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/** What a line of the timeline tells of. Lower case outside of Java. */
public enum EventKind {
    ANOMALY,
    INCIDENT,
    SEVERITY,
    DECISION,
    GUARD,
    APPROVAL,
    INTENT,
    RESULT,
    VERIFICATION,
    ESCALATION,
    CHANGE,
    /** Stop and resume; belongs to no incident. */
    CONTROL;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EventKind parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
