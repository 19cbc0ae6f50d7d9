package io.traas.ui.web;

import io.traas.ui.control.RefusedException;
import io.traas.ui.control.RefusedException.Reason;
import io.traas.ui.incidents.IncidentDetail;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.IncidentSummary;
import io.traas.ui.incidents.TimelineEvent;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Incidents and their timelines. */
@RestController
@RequestMapping("/api/v1/incidents")
class IncidentsApi {

    private static final int MAX_INCIDENTS = 1_000;
    private static final int MAX_EVENTS = 5_000;

    private final IncidentStore store;

    IncidentsApi(IncidentStore store) {
        this.store = store;
    }

    record IncidentList(long asOfSeq, long total, List<IncidentSummary> incidents) {}

    record Events(List<TimelineEvent> events) {}

    @GetMapping
    IncidentList list(
            @RequestParam(defaultValue = "open") String state,
            @RequestParam(defaultValue = "") String q,
            @RequestParam(defaultValue = "100") int limit) {
        long asOfSeq = store.lastSeq();
        IncidentStore.Page page = store.list(state(state), q, Math.max(1, Math.min(limit, MAX_INCIDENTS)));
        return new IncidentList(asOfSeq, page.total(), page.incidents());
    }

    @GetMapping("/{id}")
    IncidentDetail detail(@PathVariable String id) {
        return IncidentDetail.load(store, id).orElseThrow(() -> unknown());
    }

    @GetMapping("/{id}/events")
    Events events(
            @PathVariable String id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "1000") int limit) {
        List<TimelineEvent> events = store.eventsOf(id, after, Math.max(1, Math.min(limit, MAX_EVENTS)));
        if (events.isEmpty() && store.summary(id).isEmpty()) {
            throw unknown();
        }
        return new Events(events);
    }

    private static IncidentSummary.State state(String text) {
        return switch (text) {
            case "open" -> IncidentSummary.State.OPEN;
            case "closed" -> IncidentSummary.State.RESOLVED;
            case "all" -> null;
            default -> throw new RefusedException(Reason.INVALID, "state must be open, closed or all");
        };
    }

    private static RefusedException unknown() {
        return new RefusedException(Reason.UNKNOWN, "There is no incident of this id.");
    }
}
