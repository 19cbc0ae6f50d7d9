package io.traas.remediation;

import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.verify.PodReadings;
import io.traas.remediation.verify.RawReadings;
import io.traas.remediation.verify.View;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The present as the topics tell it: states, incidents, recent changes, raw readings. Bounded; thread-safe.
 */
final class Situation implements View {

    private static final Duration CHANGES_KEPT = Duration.ofHours(1);
    private static final int MAX_CHANGES = 5_000;
    private static final int MAX_INCIDENTS = 5_000;

    private final Clock clock;
    private final RawReadings readings = new RawReadings();
    private final Map<Target, TargetState> states = new HashMap<>();
    private final Map<Target, Instant> seenAt = new HashMap<>();
    private final Map<String, Incident> incidents = new LinkedHashMap<>();
    private final Map<String, DetectorSpec> specs = new HashMap<>();
    private final Deque<ChangeEvent> changes = new ArrayDeque<>();
    private Instant lastHeardAt;

    Situation(Clock clock) {
        this.clock = clock;
    }

    synchronized void onState(TargetState state) {
        states.put(state.target(), state);
        seenAt.put(state.target(), clock.instant());
    }

    synchronized void onIncident(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            return;
        }
        // Closed ones stay known for a while: a plan for them must be refused, not taken for a new one.
        incidents.remove(incident.id());
        incidents.put(incident.id(), incident);
        if (incidents.size() > MAX_INCIDENTS) {
            incidents.values().stream()
                    .filter(old -> old.state() == Lifecycle.CLOSED)
                    .findFirst()
                    .ifPresent(old -> incidents.remove(old.id()));
        }
    }

    /** True once the incident was seen resolved. */
    synchronized boolean isClosed(String incidentId) {
        Incident incident = incidents.get(incidentId);
        return incident != null && incident.state() == Lifecycle.CLOSED;
    }

    synchronized void onChange(ChangeEvent change) {
        changes.addLast(change);
        Instant oldest = clock.instant().minus(CHANGES_KEPT);
        while (!changes.isEmpty()
                && (changes.size() > MAX_CHANGES || changes.peekFirst().at().isBefore(oldest))) {
            changes.removeFirst();
        }
    }

    synchronized void onSpec(DetectorSpec spec) {
        specs.put(spec.id(), spec);
        readings.learn(spec);
    }

    void onSamples(SampleBatch batch) {
        readings.add(batch);
        synchronized (this) {
            if (lastHeardAt == null || batch.observedAt().isAfter(lastHeardAt)) {
                lastHeardAt = batch.observedAt();
            }
        }
    }

    synchronized Optional<Instant> lastHeardAt() {
        return Optional.ofNullable(lastHeardAt);
    }

    synchronized Map<String, DetectorSpec> specs() {
        return Map.copyOf(specs);
    }

    /** Those in which anything is known to run. */
    synchronized Set<String> namespaces() {
        return states.keySet().stream()
                .map(Target::namespace)
                .filter(namespace -> !namespace.isEmpty())
                .collect(Collectors.toSet());
    }

    /** Latest states; what only the decision knew of is taken from there. */
    synchronized Map<Target, TargetState> states(DecisionFacts decidedOn) {
        Map<Target, TargetState> all = new HashMap<>();
        decidedOn.targets().forEach(state -> all.put(state.target(), state));
        all.putAll(states);
        return all;
    }

    /** Open incidents; the one decided on counts as open until it was seen closed. */
    synchronized List<Incident> openIncidents(DecisionFacts decidedOn) {
        List<Incident> open = new ArrayList<>();
        for (Incident incident : incidents.values()) {
            if (incident.state() != Lifecycle.CLOSED) {
                open.add(incident);
            }
        }
        Incident own = decidedOn.incident();
        if (!incidents.containsKey(own.id()) && own.state() != Lifecycle.CLOSED) {
            open.add(own);
        }
        return open;
    }

    synchronized List<ChangeEvent> changes(DecisionFacts decidedOn) {
        Map<String, ChangeEvent> byId = new LinkedHashMap<>();
        decidedOn.changes().forEach(change -> byId.put(change.id(), change));
        changes.forEach(change -> byId.put(change.id(), change));
        return List.copyOf(byId.values());
    }

    /** Share of the pods that the incident does not touch that answer their scrapes; NaN when there are none. */
    double scrapesAnswered(Incident incident, DecisionFacts decidedOn) {
        Set<Target> touched = new HashSet<>(incident.impact());
        touched.add(incident.service());
        incident.evidence().forEach(anomaly -> {
            touched.add(anomaly.workload());
            touched.add(anomaly.series().target());
        });
        Set<Target> excluded = new HashSet<>(touched);
        for (TargetState state : states(decidedOn).values()) {
            if (touched.contains(state.target())) {
                state.pods()
                        .forEach(pod -> excluded.add(Target.pod(
                                state.target().cluster(), namespaceOf(state, pod.name(), decidedOn), pod.name())));
            }
        }
        Set<Target> current = currentPods(decidedOn);
        return readings.answered(pod -> current.contains(pod) && !excluded.contains(pod), clock.instant());
    }

    /** A node's state lists pods of any namespace by name only. */
    private String namespaceOf(TargetState state, String pod, DecisionFacts decidedOn) {
        if (!state.target().is("Node")) {
            return state.target().namespace();
        }
        return states(decidedOn).values().stream()
                .filter(other -> !other.target().is("Node"))
                .filter(other -> other.pods().stream().anyMatch(p -> p.name().equals(pod)))
                .map(other -> other.target().namespace())
                .findFirst()
                .orElse("");
    }

    private Set<Target> currentPods(DecisionFacts decidedOn) {
        Set<Target> pods = new HashSet<>();
        for (TargetState state : states(decidedOn).values()) {
            if (!state.target().is("Node") && !state.deleted()) {
                state.pods().stream()
                        .filter(pod -> !pod.terminating() && pod.ready())
                        .forEach(pod -> pods.add(Target.pod(
                                state.target().cluster(), state.target().namespace(), pod.name())));
            }
        }
        return pods;
    }

    @Override
    public synchronized Optional<TargetState> state(Target target) {
        return Optional.ofNullable(states.get(target));
    }

    @Override
    public synchronized Instant stateSeenAt(Target target) {
        return seenAt.getOrDefault(target, Instant.EPOCH);
    }

    @Override
    public Optional<PodReadings> readings(Target pod) {
        return readings.of(pod);
    }
}
