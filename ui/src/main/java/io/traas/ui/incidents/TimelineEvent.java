package io.traas.ui.incidents;

import com.fasterxml.jackson.annotation.JsonRawValue;
import java.time.Instant;

/**
 * One line of the timeline, as stored and as the API tells it.
 *
 * @param seq global order of arrival; the cursor of the live stream
 * @param incidentId null for what belongs to no incident
 * @param at when it happened, which may be before what arrived earlier
 * @param detail the record behind it, as JSON
 */
public record TimelineEvent(
        long seq,
        String incidentId,
        Instant at,
        EventKind kind,
        String summary,
        boolean failed,
        LoopStage stage,
        @JsonRawValue String detail) {}
