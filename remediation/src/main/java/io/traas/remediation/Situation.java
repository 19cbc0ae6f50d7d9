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
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Inventory;
import io.traas.remediation.guard.Unblock;
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
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * The present as the topics tell it: states, incidents, recent changes, raw readings. Bounded; thread-safe.
 */
final class Situation implements View {

    private static final Duration CHANGES_KEPT = Duration.ofHours(1);
    private static final int MAX_CHANGES = 5_000;
    private static final int MAX_INCIDENTS = 5_000;

    /** In a flood of states and plans, one part in so many of the time goes into ordering the states anew. */
    private static final int REST_AFTER_REBUILD = 10;

    private final Clock clock;
    private final RawReadings readings = new RawReadings();
    private final Map<Target, TargetState> states = new HashMap<>();
    private final Map<Target, Instant> seenAt = new HashMap<>();
    private final Map<String, Instant> followedAt = new HashMap<>();
    private final Map<String, Incident> incidents = new LinkedHashMap<>();
    private final Map<String, DetectorSpec> specs = new HashMap<>();
    private final Deque<ChangeEvent> changes = new ArrayDeque<>();
    private final List<Unblock> unblocks = new ArrayList<>();
    private final LongSupplier nanos;
    private final ClockWatch clockWatch;
    private Inventory inventory = Inventory.of(List.of());
    private boolean inventoryIsOld;
    private long rebuildAt = Long.MIN_VALUE;
    private Answers answers;
    private long recountAt;
    private List<Incident> open = List.of();
    private boolean openIsOld;
    private Instant lastHeardAt;

    /** With a clock that does not jump. */
    Situation(Clock clock) {
        this(clock, () -> TimeUnit.MILLISECONDS.toNanos(clock.millis()));
    }

    /** @param nanos a clock that only goes forward, in nanoseconds, to see the other one jump */
    Situation(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.clockWatch = new ClockWatch(clock, nanos);
    }

    synchronized void onState(TargetState state) {
        Instant followed = state.clusterFollowedAt();
        if (followed != null) {
            onFollowed(state.target().cluster(), followed);
        }
        TargetState last = states.put(state.target(), state);
        if (last != null && !state.equals(last) && state.equals(last.followed(followed))) {
            return; // Told again to say that its cluster is followed: nobody looked at it anew.
        }
        inventoryIsOld = true;
        seenAt.put(state.target(), clock.instant());
    }

    /** The newest counts, of whichever collectors; none from the future, or it would count for ever. */
    synchronized void onFollowed(String cluster, Instant at) {
        Instant now = clock.instant();
        followedAt.merge(cluster, at.isAfter(now) ? now : at, (known, told) -> told.isAfter(known) ? told : known);
    }

    synchronized void onIncident(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            return;
        }
        // Closed ones stay known for a while: a plan for them must be refused, not taken for a new one.
        openIsOld = true;
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

    /** A person lets a runbook try again. */
    synchronized void onUnblock(Unblock unblock) {
        unblocks.removeIf(old -> old.at().isBefore(clock.instant().minus(CHANGES_KEPT)));
        unblocks.add(unblock);
    }

    synchronized List<Unblock> unblocks() {
        return List.copyOf(unblocks);
    }

    synchronized void onSpec(DetectorSpec spec) {
        specs.put(spec.id(), spec);
        readings.learn(spec);
    }

    void onSamples(SampleBatch batch) {
        readings.add(batch);
        clockWatch.look();
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
    synchronized List<TargetState> allStates() {
        return List.copyOf(states.values());
    }

    synchronized Inventory inventory(DecisionFacts decidedOn) {
        long now = nanos.getAsLong();
        if (inventoryIsOld && now >= rebuildAt) {
            inventory = Inventory.of(states.values());
            inventoryIsOld = false;
            long ended = nanos.getAsLong();
            rebuildAt = ended + REST_AFTER_REBUILD * (ended - now);
        }
        if (decidedOn.targets().stream().allMatch(state -> states.containsKey(state.target()))) {
            return inventory;
        }
        List<TargetState> all = new ArrayList<>(decidedOn.targets());
        all.addAll(states.values());
        return Inventory.of(all);
    }

    /** The same, by target. */
    Map<Target, TargetState> states(DecisionFacts decidedOn) {
        return inventory(decidedOn).states();
    }

    /** Open incidents; the one decided on counts as open until it was seen closed. */
    synchronized List<Incident> openIncidents(DecisionFacts decidedOn) {
        if (openIsOld) {
            open = incidents.values().stream()
                    .filter(incident -> incident.state() != Lifecycle.CLOSED)
                    .toList();
            openIsOld = false;
        }
        Incident own = decidedOn.incident();
        if (incidents.containsKey(own.id()) || own.state() == Lifecycle.CLOSED) {
            return open;
        }
        List<Incident> all = new ArrayList<>(open);
        all.add(own);
        return all;
    }

    synchronized List<ChangeEvent> changes(DecisionFacts decidedOn) {
        Map<String, ChangeEvent> byId = new LinkedHashMap<>();
        decidedOn.changes().forEach(change -> byId.put(change.id(), change));
        changes.forEach(change -> byId.put(change.id(), change));
        return List.copyOf(byId.values());
    }

    /** How well the platform sees what the incident does not touch. */
    Facts.Sight sight(Incident incident, DecisionFacts decidedOn) {
        return new Facts.Sight(
                lastHeardAt().orElse(null), followedAt(), scrapesAnswered(incident, decidedOn), clockWatch.look());
    }

    private synchronized Map<String, Instant> followedAt() {
        return Map.copyOf(followedAt);
    }

    /**
     * Share of the pods that the incident does not touch that answer their scrapes. Where it touches nearly all there are,
     * what is left is too few to judge by, and every pod counts. NaN when there are none.
     */
    double scrapesAnswered(Incident incident, DecisionFacts decidedOn) {
        Inventory now = inventory(decidedOn);
        Set<Target> touched = new HashSet<>(incident.impact());
        touched.add(incident.service());
        incident.evidence().forEach(anomaly -> {
            touched.add(anomaly.workload());
            touched.add(anomaly.series().target());
        });
        for (Target target : Set.copyOf(touched)) {
            touched.addAll(target.is("Node") ? now.podsOn(target) : now.podsOf(target));
        }
        return answers(now).without(touched);
    }

    /** How the serving pods of the inventory answer; counted anew no more often than the inventory. */
    private synchronized Answers answers(Inventory now) {
        long began = nanos.getAsLong();
        if (answers == null || began >= recountAt) {
            answers = Answers.of(readings.answers(clock.instant()), now);
            long ended = nanos.getAsLong();
            recountAt = ended + REST_AFTER_REBUILD * (ended - began);
        }
        return answers;
    }

    /** Which serving pods answer their scrapes. */
    private record Answers(Map<Target, Boolean> byPod, long good) {

        /** So few pods may all be busy or on their way; it says nothing about who looks at them. */
        private static final int FEW = 4;

        static Answers of(Map<Target, Boolean> byPod, Inventory inventory) {
            byPod.keySet().removeIf(pod -> !inventory.isServing(pod));
            return new Answers(
                    byPod, byPod.values().stream().filter(answered -> answered).count());
        }

        /** The share that is good, of all but these if enough are left. */
        double without(Set<Target> touched) {
            long left = byPod.size();
            long leftGood = good;
            for (Target pod : touched) {
                Boolean answered = byPod.get(pod);
                left -= answered == null ? 0 : 1;
                leftGood -= Boolean.TRUE.equals(answered) ? 1 : 0;
            }
            return left < FEW ? (double) good / byPod.size() : (double) leftGood / left;
        }
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
