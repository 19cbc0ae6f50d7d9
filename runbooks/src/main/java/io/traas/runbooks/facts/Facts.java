package io.traas.runbooks.facts;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Spreads the snapshot of a decision out as flat facts. Pure: equal snapshots give equal facts in equal order. One
 * instance serves one snapshot.
 */
public final class Facts {

    /** Pods that came this long after a release are no longer part of its roll-out. */
    private static final Duration LONGEST_ROLL_OUT = Duration.ofMinutes(10);

    private static final Duration RECENT_CRASH = Duration.ofMinutes(5);

    /** Cluster and scrape clocks may differ by this much. */
    private static final long CLOCK_SLACK_SECONDS = 3;

    private static final Pattern REVISION = Pattern.compile("(?:revision )?(\\d+)");

    private final DecisionFacts snapshot;
    private final Incident incident;
    private final Map<Target, TargetState> states = new LinkedHashMap<>();
    private final Map<Target, List<Anomaly>> openByPod = new TreeMap<>();

    private Facts(DecisionFacts snapshot) {
        this.snapshot = snapshot;
        this.incident = snapshot.incident();
        snapshot.targets().stream()
                .filter(state -> !state.deleted())
                .forEach(state -> states.put(state.target(), state));
        incident.evidence().stream()
                .filter(anomaly -> isOpen(anomaly) && anomaly.series().target().is("Pod"))
                .forEach(anomaly -> openByPod
                        .computeIfAbsent(anomaly.series().target(), pod -> new ArrayList<>())
                        .add(anomaly));
    }

    public static List<Fact> of(DecisionFacts snapshot) {
        return new Facts(snapshot).all();
    }

    private List<Fact> all() {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Trouble(
                incident.service(),
                incident.failureClass(),
                incident.severity(),
                incident.confidence(),
                incident.completeness(),
                secondsBetween(incident.openedAt(), snapshot.asOf())));
        incident.evidence().stream().map(Facts::symptom).forEach(facts::add);
        workloads().map(this::workload).forEach(facts::add);
        openByPod.keySet().forEach(pod -> podTrouble(pod).ifPresent(facts::add));
        nodes().stream().map(this::nodeTrouble).flatMap(Optional::stream).forEach(facts::add);
        workloads().map(this::release).flatMap(Optional::stream).forEach(facts::add);
        return List.copyOf(facts);
    }

    private Stream<TargetState> workloads() {
        return states.values().stream().filter(state -> !state.target().is("Node"));
    }

    private static Symptom symptom(Anomaly anomaly) {
        return new Symptom(
                anomaly.series().target(),
                anomaly.workload(),
                anomaly.failureClass(),
                anomaly.kind(),
                anomaly.series().metric(),
                anomaly.series().target().is("Pod"),
                isAbove(anomaly),
                isOpen(anomaly),
                anomaly.observed(),
                anomaly.expectedLow(),
                anomaly.expectedHigh());
    }

    private Workload workload(TargetState state) {
        List<PodState> serving = serving(state);
        List<PodState> troubled =
                serving.stream().filter(pod -> isTroubled(state, pod)).toList();
        List<PodState> odd =
                serving.stream().filter(pod -> isOdd(podTarget(state, pod))).toList();
        long unresponsive = serving.stream()
                .filter(pod -> isUnresponsive(podTarget(state, pod)))
                .count();
        long scaleTo = Math.min(2L * state.desired(), state.maxReplicas());
        return new Workload(
                state.target(),
                isSuspect(state.target()),
                state.desired(),
                state.ready(),
                state.revision(),
                state.previousRevision(),
                state.rollingOut(),
                serving.size(),
                troubled.size(),
                unresponsive,
                serving.isEmpty() ? 0 : (double) unresponsive / serving.size(),
                odd.size(),
                serving.stream().filter(this::isCrashing).count(),
                serving.stream().filter(Facts::ranOutOfMemory).count(),
                odd.size() == 1 && !state.rollingOut() && peers(serving, odd.get(0)) >= 1,
                state.previousRevision() > 0,
                !state.autoscaled() && state.desired() > 0 && scaleTo > state.desired(),
                scaleTo);
    }

    private Optional<PodTrouble> podTrouble(Target target) {
        Target owner = openByPod.get(target).get(0).workload();
        TargetState state = states.get(owner);
        if (state == null) {
            return Optional.empty();
        }
        List<PodState> serving = serving(state);
        return state.pods().stream()
                .filter(pod -> pod.name().equals(target.name()))
                .findFirst()
                .map(pod -> new PodTrouble(
                        target,
                        pod.uid(),
                        owner,
                        pod.node(),
                        pod.revision(),
                        isUnresponsive(target),
                        isOdd(target),
                        pod.phase().equals("Running") && !pod.terminating(),
                        pod.ready(),
                        pod.restarts(),
                        pod.reason(),
                        secondsBetween(pod.startedAt(), snapshot.asOf()),
                        peers(serving, pod),
                        serving.stream()
                                .filter(other -> !other.name().equals(pod.name()) && isTroubled(state, other))
                                .count(),
                        isNodeReady(target.cluster(), pod.node()),
                        neighboursTroubled(owner, pod.node())));
    }

    private Optional<NodeTrouble> nodeTrouble(Target node) {
        TargetState state = states.get(node);
        boolean located = node.equals(incident.service());
        boolean ready = state == null || state.ready() > 0;
        List<Target> owners = openByPod.entrySet().stream()
                .filter(entry -> node.name().equals(nodeOf(entry.getKey(), entry.getValue())))
                .map(entry -> entry.getValue().get(0).workload())
                .toList();
        if (!located && ready && owners.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new NodeTrouble(
                node,
                located,
                ready,
                state != null && state.unschedulable(),
                state == null ? "" : state.zone(),
                owners.size(),
                owners.stream().distinct().count()));
    }

    private Set<Target> nodes() {
        Set<Target> nodes = new TreeSet<>();
        states.keySet().stream().filter(target -> target.is("Node")).forEach(nodes::add);
        if (incident.service().is("Node")) {
            nodes.add(incident.service());
        }
        return nodes;
    }

    private Optional<Release> release(TargetState state) {
        List<ChangeEvent> releases = snapshot.changes().stream()
                .filter(change -> change.isRelease() && change.target().equals(state.target()))
                .sorted(Comparator.comparing(ChangeEvent::at).reversed())
                .toList();
        return releases.stream()
                .filter(change -> change.actorType() != ChangeEvent.ActorType.PLATFORM)
                .findFirst()
                .map(change -> new Release(
                        state.target(),
                        change.kind() == ChangeEvent.Kind.CONFIG,
                        change.actorType() == ChangeEvent.ActorType.PERSON,
                        change.equals(releases.get(0)) && isRevision(change.to(), state.revision()),
                        quietSeconds(change, state),
                        change.summary()));
    }

    private long quietSeconds(ChangeEvent release, TargetState state) {
        Instant firstSymptom = incident.openedAt();
        Instant lastOfRollOut = release.at().plus(LONGEST_ROLL_OUT);
        Instant inService = state.pods().stream()
                .filter(pod -> pod.revision() == state.revision() && pod.restarts() == 0)
                .map(PodState::startedAt)
                .filter(at -> at.isAfter(release.at()) && at.isBefore(lastOfRollOut) && !at.isAfter(firstSymptom))
                .max(Comparator.naturalOrder())
                .orElse(release.at());
        long seconds = secondsBetween(inService, firstSymptom);
        return seconds < 0 && seconds >= -CLOCK_SLACK_SECONDS ? 0 : seconds;
    }

    private static boolean isRevision(String text, long revision) {
        Matcher matcher = REVISION.matcher(text);
        return !matcher.matches() || Long.parseLong(matcher.group(1)) == revision;
    }

    private boolean isSuspect(Target target) {
        return target.equals(incident.service())
                || (!incident.suspects().isEmpty()
                        && target.equals(incident.suspects().get(0).target()));
    }

    private boolean isTroubled(TargetState state, PodState pod) {
        return openByPod.containsKey(podTarget(state, pod));
    }

    private boolean isUnresponsive(Target pod) {
        return openByPod.getOrDefault(pod, List.of()).stream()
                .anyMatch(anomaly -> anomaly.failureClass() == FailureClass.UNRESPONSIVE);
    }

    private boolean isOdd(Target pod) {
        return openByPod.getOrDefault(pod, List.of()).stream()
                .anyMatch(anomaly ->
                        anomaly.failureClass() == FailureClass.IMBALANCE || anomaly.kind() == AnomalyKind.IMBALANCE);
    }

    private boolean isNodeReady(String cluster, String node) {
        TargetState state = node.isEmpty() ? null : states.get(Target.node(cluster, node));
        return state == null || state.ready() > 0;
    }

    private long neighboursTroubled(Target owner, String node) {
        return openByPod.entrySet().stream()
                .filter(entry -> !entry.getValue().get(0).workload().equals(owner))
                .filter(entry -> !node.isEmpty() && node.equals(nodeOf(entry.getKey(), entry.getValue())))
                .count();
    }

    /** Where the cluster says the pod runs, or where the anomaly saw it when the cluster no longer knows. */
    private String nodeOf(Target pod, List<Anomaly> anomalies) {
        TargetState state = states.get(anomalies.get(0).workload());
        return Optional.ofNullable(state).stream()
                .flatMap(known -> known.pods().stream())
                .filter(known -> known.name().equals(pod.name()))
                .map(PodState::node)
                .findFirst()
                .orElse(anomalies.get(0).node());
    }

    private static List<PodState> serving(TargetState state) {
        Set<String> over = new HashSet<>(List.of("Succeeded", "Failed"));
        return state.pods().stream()
                .filter(pod -> !pod.terminating() && !over.contains(pod.phase()))
                .toList();
    }

    private static long peers(List<PodState> serving, PodState pod) {
        return serving.stream()
                .filter(other -> !other.name().equals(pod.name()) && other.revision() == pod.revision())
                .count();
    }

    private boolean isCrashing(PodState pod) {
        boolean cameUpLately = pod.startedAt().isAfter(snapshot.asOf().minus(RECENT_CRASH));
        return pod.restarts() > 0 && (!pod.ready() || cameUpLately);
    }

    private static boolean ranOutOfMemory(PodState pod) {
        return pod.reason().equals("OOMKilled") || pod.reason().contains("OutOfMemory");
    }

    private static Target podTarget(TargetState state, PodState pod) {
        return Target.pod(state.target().cluster(), state.target().namespace(), pod.name());
    }

    private static boolean isAbove(Anomaly anomaly) {
        return switch (anomaly.kind()) {
            case HIGH, BURN_RATE, FORECAST_BREACH -> true;
            case LOW, DROP_TO_ZERO, NO_DATA -> false;
            // Where the kind does not say: nearer to too much than to too little, whatever it has come back to.
            case CHANGE_RATE, PATTERN, IMBALANCE ->
                2 * anomaly.observed() > anomaly.expectedLow() + anomaly.expectedHigh();
        };
    }

    private static boolean isOpen(Anomaly anomaly) {
        return anomaly.state() != Lifecycle.CLOSED;
    }

    private static long secondsBetween(Instant from, Instant to) {
        return Math.floorDiv(Duration.between(from, Objects.requireNonNull(to)).toMillis(), 1_000L);
    }
}
