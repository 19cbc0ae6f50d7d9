package io.traas.ui.live;

import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.IncidentSummary;
import io.traas.ui.incidents.TimelineEvent;
import java.util.List;
import java.util.Optional;

/** Where the live stream reads what is new: the event table, in its global order. */
public interface Feed {

    long lastSeq();

    Optional<TimelineEvent> event(long seq);

    List<TimelineEvent> eventsAfter(long seq, int limit);

    Optional<IncidentSummary> summary(String incidentId);

    static Feed of(IncidentStore store) {
        return new Feed() {
            @Override
            public long lastSeq() {
                return store.lastSeq();
            }

            @Override
            public Optional<TimelineEvent> event(long seq) {
                return store.event(seq);
            }

            @Override
            public List<TimelineEvent> eventsAfter(long seq, int limit) {
                return store.eventsAfter(seq, limit);
            }

            @Override
            public Optional<IncidentSummary> summary(String incidentId) {
                return store.summary(incidentId);
            }
        };
    }
}
