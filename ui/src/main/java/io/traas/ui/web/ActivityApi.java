package io.traas.ui.web;

import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.TimelineEvent;
import java.util.List;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** What people ordered and the platform did outside the incidents of the detectors. */
@RestController
@RequestMapping("/api/v1/activity")
class ActivityApi {

    private static final int MAX_EVENTS = 1_000;

    private final IncidentStore store;

    ActivityApi(IncidentStore store) {
        this.store = store;
    }

    record Activity(List<TimelineEvent> events) {}

    /** Newest first. */
    @GetMapping
    Activity newest(@RequestParam(defaultValue = "200") int limit) {
        return new Activity(store.activity(Math.max(1, Math.min(limit, MAX_EVENTS))));
    }
}
