package io.traas.runbooks;

import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Everything the topics say that a decision may rest on, bounded. No clock, no I/O: the same records in the same order
 * give the same situation. Not thread-safe.
 */
final class Situation {

    static final int MAX_OPEN_INCIDENTS = 1_000;
    static final int MAX_TARGETS = 50_000;

    private static final int MAX_CHANGES = 10_000;
    private static final int MAX_CLOSED_REMEMBERED = 10_000;
    private static final int MAX_ACTED_REMEMBERED = 10_000;
    private static final int MAX_TARGETS_OF_DECISION = 200;
    private static final int MAX_CHANGES_OF_DECISION = 50;
    private static final Duration CHANGES_KEPT = Duration.ofHours(1);

    private record Acted(Instant at, String runbook) {}

    private final Map<String, CaseFile> files = new LinkedHashMap<>();
    private final Map<String, Boolean> closed = bounded(MAX_CLOSED_REMEMBERED);
    private final Map<Target, TargetState> targets = bounded(MAX_TARGETS);
    private final Map<String, Acted> acted = bounded(MAX_ACTED_REMEMBERED);
    private final Deque<ChangeEvent> changes = new ArrayDeque<>();

    private static <K, V> Map<K, V> bounded(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    void heard(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT || closed.containsKey(incident.id())) {
            return;
        }
        if (incident.state() == Lifecycle.CLOSED) {
            closed.put(incident.id(), true);
            files.remove(incident.id());
            return;
        }
        file(incident.id()).heard(incident);
    }

    void heard(TargetState state) {
        targets.remove(state.target());
        if (!state.deleted()) {
            targets.put(state.target(), state);
        }
    }

    void heard(ChangeEvent change) {
        changes.removeIf(known -> known.id().equals(change.id()));
        changes.addLast(change);
        if (changes.size() > MAX_CHANGES) {
            changes.removeFirst();
        }
    }

    void heard(Decision decision) {
        if (!closed.containsKey(decision.incidentId()) && !isHeartbeat(decision)) {
            file(decision.incidentId()).decided(decision);
        }
    }

    void heard(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.Guarded guarded && guarded.allowed()) {
            acted.put(guarded.planId(), new Acted(guarded.at(), guarded.runbook()));
        }
        boolean ofNoIncident = entry instanceof LedgerEntry.HeartbeatSeen || entry instanceof LedgerEntry.TookOver;
        if (ofNoIncident || closed.containsKey(entry.incidentId())) {
            return;
        }
        file(entry.incidentId()).heard(entry);
    }

    /** The decision could not be written. */
    void undo(Decision decision) {
        Optional.ofNullable(files.get(decision.incidentId())).ifPresent(file -> file.undo(decision));
    }

    boolean isNews(Decision decision) {
        return file(decision.incidentId()).isNews(decision);
    }

    /** Incidents a decision could be due on, oldest first. */
    List<Incident> undecided(Instant now) {
        List<Incident> undecided = new ArrayList<>();
        files.values().forEach(file -> undecided(file, now).ifPresent(undecided::add));
        return undecided;
    }

    /** The incident, if a decision on it could be due. */
    Optional<Incident> undecided(String incidentId, Instant now) {
        return Optional.ofNullable(files.get(incidentId)).flatMap(file -> undecided(file, now));
    }

    private static Optional<Incident> undecided(CaseFile file, Instant now) {
        file.giveUpLostPlans(now);
        return file.isUndecided(now) ? file.incident() : Optional.empty();
    }

    int openIncidents() {
        return (int) files.values().stream()
                .filter(file -> file.incident().isPresent())
                .count();
    }

    int knownTargets() {
        return targets.size();
    }

    /** Whether news of the target could change what is decided on the incident. */
    boolean concerns(Incident incident, Target target) {
        return involved(incident).contains(target);
    }

    /** The snapshot a decision on this incident rests on. */
    DecisionFacts factsOf(Incident incident, Instant now) {
        Set<Target> involved = involved(incident);
        return new DecisionFacts(
                now,
                incident,
                recentChanges(involved, incident, now),
                involved.stream()
                        .map(targets::get)
                        .filter(state -> state != null)
                        .toList(),
                file(incident.id()).attempts(),
                actedLastHour(now));
    }

    /** Workloads of the evidence, the suspects and those that suffer, what they call, and the nodes they run on. */
    private Set<Target> involved(Incident incident) {
        Set<Target> involved = new TreeSet<>();
        involved.add(incident.service());
        incident.evidence().stream().map(Anomaly::workload).forEach(involved::add);
        incident.suspects().stream()
                .map(Suspect::target)
                .filter(target -> !target.is("Pod"))
                .forEach(involved::add);
        involved.addAll(incident.impact());
        if (incident.service().is("Node")) {
            targets.values().stream()
                    .filter(state -> runsOn(state, incident.service()))
                    .limit(MAX_TARGETS_OF_DECISION)
                    .forEach(state -> involved.add(state.target()));
        }
        for (Target target : List.copyOf(involved)) {
            Optional.ofNullable(targets.get(target)).ifPresent(state -> addNeighbours(state, involved));
        }
        return involved.size() <= MAX_TARGETS_OF_DECISION ? involved : nearest(incident, involved);
    }

    private static void addNeighbours(TargetState state, Collection<Target> involved) {
        involved.addAll(state.dependencies());
        if (!state.target().is("Node")) {
            state.pods().stream()
                    .map(PodState::node)
                    .filter(node -> !node.isEmpty())
                    .forEach(node -> involved.add(Target.node(state.target().cluster(), node)));
        }
    }

    private static Set<Target> nearest(Incident incident, Set<Target> involved) {
        Set<Target> nearest = new TreeSet<>(Set.of(incident.service()));
        involved.stream().limit(MAX_TARGETS_OF_DECISION - 1).forEach(nearest::add);
        return nearest;
    }

    private static boolean runsOn(TargetState state, Target node) {
        return !state.target().is("Node")
                && state.target().cluster().equals(node.cluster())
                && state.pods().stream().anyMatch(pod -> pod.node().equals(node.name()));
    }

    private List<ChangeEvent> recentChanges(Set<Target> involved, Incident incident, Instant now) {
        Instant oldest = incident.openedAt().minus(CHANGES_KEPT);
        List<ChangeEvent> recent = new ArrayList<>();
        changes.descendingIterator().forEachRemaining(change -> {
            boolean counts = involved.contains(change.target())
                    && change.at().isAfter(oldest)
                    && !change.at().isAfter(now);
            if (counts && recent.size() < MAX_CHANGES_OF_DECISION) {
                recent.add(change);
            }
        });
        return recent;
    }

    private Map<String, Integer> actedLastHour(Instant now) {
        Map<String, Integer> counts = new TreeMap<>();
        acted.values().stream()
                .filter(each -> each.at().isAfter(now.minus(Duration.ofHours(1))))
                .forEach(each -> counts.merge(each.runbook(), 1, Integer::sum));
        return counts;
    }

    private CaseFile file(String incidentId) {
        CaseFile file = files.computeIfAbsent(incidentId, id -> new CaseFile());
        if (files.size() > MAX_OPEN_INCIDENTS) {
            files.remove(files.keySet().iterator().next());
        }
        return file;
    }

    private static boolean isHeartbeat(Decision decision) {
        return decision.id().equals(decision.incidentId());
    }
}
