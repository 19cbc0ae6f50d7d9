package io.traas.ui.incidents;

import io.traas.model.Command;
import io.traas.model.Target;
import java.time.Instant;

/**
 * A line of the timeline before it has its place in the order.
 *
 * @param sourceId derived from the record it tells of: the same record twice makes one line
 * @param incidentId null for what belongs to no incident
 * @param planId null unless it is about a plan
 * @param target null unless it is about one target
 * @param summary cut to {@value #MAX_SUMMARY} characters
 * @param detail a record of the model
 */
record NewEvent(
        String sourceId,
        String incidentId,
        String planId,
        Target target,
        Instant at,
        EventKind kind,
        String summary,
        boolean failed,
        LoopStage stage,
        Object detail) {

    static final int MAX_SUMMARY = 200;

    NewEvent {
        summary = summary.length() <= MAX_SUMMARY ? summary : summary.substring(0, MAX_SUMMARY - 1) + "…";
    }

    /** Whether it tells what people and the platform did outside the incidents that detectors found. */
    boolean isActivity() {
        return kind != EventKind.CHANGE && (incidentId == null || Command.Run.isOwnIncident(incidentId));
    }
}
