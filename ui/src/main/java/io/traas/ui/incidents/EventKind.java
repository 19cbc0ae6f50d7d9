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
    CONTROL,
    /** What a person wants done, outside of approvals. */
    ORDER,
    /** A unit's leader on its way from one centre to another. */
    MOVE,
    /** What the platform says of itself, as which replica acts. */
    PLATFORM;

    @JsonValue
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    static EventKind parse(String text) {
        return valueOf(text.toUpperCase(Locale.ROOT));
    }
}
