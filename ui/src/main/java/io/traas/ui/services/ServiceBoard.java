package io.traas.ui.services;

import io.traas.model.Target;
import io.traas.model.signal.Signals;
import io.traas.ui.history.MemoryHistory;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.IncidentSummary;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;

/** Puts together what is known of each workload now. */
public final class ServiceBoard {

    private final Catalogue catalogue;
    private final IncidentStore incidents;
    private final MemoryHistory recent;
    private final Clock clock;

    public ServiceBoard(Catalogue catalogue, IncidentStore incidents, MemoryHistory recent, Clock clock) {
        this.catalogue = catalogue;
        this.incidents = incidents;
        this.recent = recent;
        this.clock = clock;
    }

    public record Services(long asOfSeq, List<ServiceView> services) {}

    public Services services() {
        long asOfSeq = incidents.lastSeq();
        Map<Target, List<String>> open = incidents.open().stream()
                .collect(Collectors.groupingBy(
                        IncidentSummary::service, Collectors.mapping(IncidentSummary::id, Collectors.toList())));
        Instant now = clock.instant();
        List<ServiceView> services = catalogue.workloads().stream()
                .map(state -> ServiceView.of(
                        state, open.getOrDefault(state.target(), List.of()), latest(state.target(), now)))
                .toList();
        return new Services(asOfSeq, services);
    }

    private ServiceView.Signals latest(Target target, Instant now) {
        return new ServiceView.Signals(
                boxed(recent.latest(target, Signals.REQUESTS.name(), now)),
                boxed(recent.latest(target, Signals.ERRORS.name(), now)),
                boxed(recent.latest(target, Signals.LATENCY.name(), now)));
    }

    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
