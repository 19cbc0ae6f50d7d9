package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Ids;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Severity;
import io.traas.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Carries the incidents of one cluster on from one moment to the next: new anomalies join the incident of their failure
 * domain or, after a short wait for the rest of the picture, open one; an incident closes when nothing of it has been
 * open for a while. Immutable; the memory goes in and comes out.
 */
public final class Correlator {

    private static final int MAX_EVIDENCE = 100;
    private static final long SEND_EVERY_MS = 1_000;
    /** How much longer to wait while a pod has just stopped answering and it is not yet clear whether it is dead. */
    private static final long PATIENCE_MS = 2_000;

    private final long gatherMs;
    private final long quietMs;

    /** @param gatherMs how long after its first anomaly an incident opens; @param quietMs how long it stays quiet before it closes */
    public Correlator(long gatherMs, long quietMs) {
        this.gatherMs = gatherMs;
        this.quietMs = quietMs;
    }

    /** Takes in an anomaly's news. */
    public CorrelatorMemory heard(CorrelatorMemory memory, Anomaly news, long wallMs) {
        List<Case> cases = new ArrayList<>();
        boolean known = false;
        for (Case open : memory.cases()) {
            boolean member = open.members().containsKey(news.id());
            cases.add(member ? withMembers(open, List.of(news)) : open);
            known |= member;
        }
        Map<String, Waiting> waiting = new HashMap<>(memory.waiting());
        if (news.state() == Lifecycle.CLOSED) {
            waiting.remove(news.id());
        } else if (!known) {
            Waiting before = waiting.get(news.id());
            waiting.put(news.id(), new Waiting(news, before == null ? wallMs : before.heardMs()));
        }
        return new CorrelatorMemory(cases, waiting);
    }

    public record Step(CorrelatorMemory memory, List<Incident> events) {}

    /** @param nowMs event time: everything up to it has been heard; @param wallMs the clock, for the instants told to people */
    public Step step(CorrelatorMemory memory, ClusterView view, long nowMs, long wallMs) {
        FleetHealth fleet = FleetHealth.of(view);
        List<Case> cases = new ArrayList<>(memory.cases());
        Map<String, Waiting> waiting = new HashMap<>(memory.waiting());
        List<Incident> events = new ArrayList<>();
        for (List<Anomaly> domain : Domains.partition(openTrouble(cases, waiting.values()), view, fleet)) {
            assign(domain, cases, waiting, view, fleet, nowMs, wallMs, events);
        }
        attachEvidence(cases, waiting, view);
        List<Case> carried = new ArrayList<>();
        for (Case open : cases) {
            carry(open, view, fleet, nowMs, wallMs, events).ifPresent(carried::add);
        }
        return new Step(new CorrelatorMemory(carried, waiting), events);
    }

    private static List<Anomaly> openTrouble(List<Case> cases, Collection<Waiting> waiting) {
        return Case.oldestFirst(Stream.concat(
                        cases.stream().flatMap(open -> open.members().values().stream()),
                        waiting.stream().map(Waiting::anomaly))
                .filter(anomaly -> Case.isOpen(anomaly) && Case.isTrouble(anomaly))
                .toList());
    }

    private void assign(
            List<Anomaly> domain,
            List<Case> cases,
            Map<String, Waiting> waiting,
            ClusterView view,
            FleetHealth fleet,
            long nowMs,
            long wallMs,
            List<Incident> events) {
        List<Anomaly> fresh =
                domain.stream().filter(each -> waiting.containsKey(each.id())).toList();
        if (fresh.isEmpty()) {
            return;
        }
        boolean blind = fleet.observerFault() && domain.stream().allMatch(Domains::isSilence);
        int joined = indexOfCase(domain, cases, blind);
        if (joined >= 0) {
            cases.set(joined, withMembers(cases.get(joined), fresh));
        } else if (isDue(fresh, waiting, view, fleet, nowMs)) {
            long heardMs = fresh.stream()
                    .mapToLong(each -> waiting.get(each.id()).heardMs())
                    .min()
                    .orElse(wallMs);
            List<Anomaly> evidence = new ArrayList<>(fresh);
            evidence.addAll(blind ? List.of() : trafficNear(fresh, waiting, view));
            Case opened = open(fresh.get(0), evidence, blind, view, fleet, nowMs, heardMs, wallMs);
            cases.add(opened);
            events.add(opened.incident());
        } else {
            return;
        }
        cases.forEach(each -> waiting.keySet().removeAll(each.members().keySet()));
    }

    /** The oldest case that shares a member with the domain; silence while we are blind joins only the blind case. */
    private static int indexOfCase(List<Anomaly> domain, List<Case> cases, boolean blind) {
        for (int i = 0; i < cases.size(); i++) {
            Case open = cases.get(i);
            if (blind && open.scope() == Case.Scope.OBSERVER) {
                return i;
            }
            boolean shares = domain.stream().anyMatch(each -> open.members().containsKey(each.id()));
            if (shares
                    && (open.scope() != Case.Scope.OBSERVER || domain.stream().allMatch(Domains::isSilence))) {
                return i;
            }
        }
        return -1;
    }

    private boolean isDue(
            List<Anomaly> fresh, Map<String, Waiting> waiting, ClusterView view, FleetHealth fleet, long nowMs) {
        long dueMs = fresh.get(0).openedAt().toEpochMilli() + gatherMs;
        boolean moreToCome = silenceUnexplained(fresh, view, fleet) || surgeUnexplored(fresh, waiting, view);
        return nowMs >= dueMs + PATIENCE_MS || nowMs >= dueMs && !moreToCome;
    }

    /** A pod of these workloads, or of what they call, fell silent so lately that no detector has spoken yet. */
    private static boolean silenceUnexplained(List<Anomaly> fresh, ClusterView view, FleetHealth fleet) {
        Set<Target> spoken = fresh.stream()
                .filter(Domains::isSilence)
                .map(each -> each.series().target())
                .collect(Collectors.toSet());
        return fleet.silent().stream()
                .filter(silent -> !spoken.contains(silent.pod()))
                .anyMatch(silent -> fresh.stream()
                        .anyMatch(each -> each.workload().equals(silent.workload())
                                || view.dependenciesOf(each.workload()).contains(silent.workload())));
    }

    /** Traffic has just risen: whether it is too much for somebody shows a moment later. */
    private static boolean surgeUnexplored(List<Anomaly> fresh, Map<String, Waiting> waiting, ClusterView view) {
        return fresh.stream().noneMatch(each -> each.failureClass() == FailureClass.SATURATION)
                && trafficNear(fresh, waiting, view).stream().anyMatch(Case::isSurge);
    }

    private Case open(
            Anomaly first,
            List<Anomaly> members,
            boolean blind,
            ClusterView view,
            FleetHealth fleet,
            long nowMs,
            long heardMs,
            long wallMs) {
        List<Anomaly> evidence = Case.oldestFirst(members);
        Map<String, Anomaly> byId = members.stream().collect(Collectors.toMap(Anomaly::id, each -> each));
        String node = blind ? "" : lostNode(members, fleet);
        Case.Scope scope = blind ? Case.Scope.OBSERVER : node.isEmpty() ? Case.Scope.SERVICE : Case.Scope.NODE;
        Location location = new Locator(view, fleet, evidence).locate(scope, node);
        Incident incident = incident(
                Ids.of("in", first.id()),
                Lifecycle.OPENED,
                first,
                evidence,
                location,
                Instant.ofEpochMilli(nowMs),
                Instant.ofEpochMilli(Math.min(heardMs, wallMs)),
                Instant.ofEpochMilli(wallMs),
                null);
        return new Case(scope, node, byId, incident, nowMs, 0);
    }

    private static String lostNode(Collection<Anomaly> members, FleetHealth fleet) {
        return members.stream()
                .filter(Domains::isSilence)
                .map(Anomaly::node)
                .filter(fleet.lostNodes()::contains)
                .min(Comparator.naturalOrder())
                .orElse("");
    }

    /** Traffic that changed near an incident is evidence of it: it may explain why threads are busy. */
    private static void attachEvidence(List<Case> cases, Map<String, Waiting> waiting, ClusterView view) {
        for (int i = 0; i < cases.size(); i++) {
            Case open = cases.get(i);
            if (open.scope() == Case.Scope.SERVICE) {
                List<Anomaly> near = trafficNear(open.members().values(), waiting, view);
                near.forEach(each -> waiting.remove(each.id()));
                cases.set(i, near.isEmpty() ? open : withMembers(open, near));
            }
        }
    }

    private static List<Anomaly> trafficNear(
            Collection<Anomaly> members, Map<String, Waiting> waiting, ClusterView view) {
        return waiting.values().stream()
                .map(Waiting::anomaly)
                .filter(each -> !Case.isTrouble(each))
                .filter(each -> members.stream().anyMatch(member -> view.related(member.workload(), each.workload())))
                .toList();
    }

    /** Sends what changed, closes what is over. */
    private Optional<Case> carry(
            Case open, ClusterView view, FleetHealth fleet, long nowMs, long wallMs, List<Incident> events) {
        List<Anomaly> evidence = Case.oldestFirst(open.members().values());
        boolean quiet = evidence.stream().noneMatch(each -> Case.isOpen(each) && Case.isTrouble(each));
        long quietSinceMs = !quiet ? 0 : open.quietSinceMs() == 0 ? nowMs : open.quietSinceMs();
        Incident last = open.incident();
        if (quiet && nowMs - quietSinceMs >= quietMs) {
            events.add(closed(last, evidence, nowMs));
            return Optional.empty();
        }
        String node = open.scope() == Case.Scope.SERVICE ? lostNode(evidence, fleet) : open.node();
        Case.Scope scope = node.isEmpty() ? open.scope() : Case.Scope.NODE;
        Case carried = new Case(scope, node, open.members(), last, open.sentMs(), quietSinceMs);
        if (quiet || nowMs - open.sentMs() < SEND_EVERY_MS) {
            return Optional.of(carried);
        }
        Location location = new Locator(view, fleet, evidence).locate(scope, node);
        Anomaly first = evidence.stream().filter(Case::isTrouble).findFirst().orElse(evidence.get(0));
        Incident now = incident(
                last.id(),
                Lifecycle.UPDATED,
                first,
                evidence,
                location,
                Instant.ofEpochMilli(nowMs),
                last.detectedAt(),
                last.locatedAt(),
                null);
        if (Fingerprint.of(now).equals(Fingerprint.of(last))) {
            return Optional.of(carried);
        }
        events.add(now);
        return Optional.of(new Case(scope, node, open.members(), now, nowMs, quietSinceMs));
    }

    private static Incident incident(
            String id,
            Lifecycle state,
            Anomaly first,
            List<Anomaly> evidence,
            Location location,
            Instant updatedAt,
            Instant detectedAt,
            Instant locatedAt,
            Instant resolvedAt) {
        Severity severity = evidence.stream()
                .filter(Case::isTrouble)
                .map(Anomaly::severity)
                .reduce(Severity::worse)
                .orElse(Severity.SEV4);
        boolean grave = location.failureClass() == FailureClass.NODE_LOSS;
        return new Incident(
                id,
                state,
                location.service(),
                location.failureClass(),
                grave ? Severity.SEV1 : severity,
                location.confidence(),
                first.openedAt(),
                updatedAt,
                resolvedAt,
                detectedAt,
                locatedAt,
                evidence.subList(0, Math.min(MAX_EVIDENCE, evidence.size())),
                location.suspects(),
                first.series().target(),
                location.impact(),
                location.completeness());
    }

    private static Incident closed(Incident last, List<Anomaly> evidence, long nowMs) {
        Instant at = Instant.ofEpochMilli(nowMs);
        return new Incident(
                last.id(),
                Lifecycle.CLOSED,
                last.service(),
                last.failureClass(),
                last.severity(),
                last.confidence(),
                last.openedAt(),
                at,
                at,
                last.detectedAt(),
                last.locatedAt(),
                evidence.subList(0, Math.min(MAX_EVIDENCE, evidence.size())),
                last.suspects(),
                last.firstSymptom(),
                last.impact(),
                last.completeness());
    }

    private static Case withMembers(Case open, Collection<Anomaly> more) {
        Map<String, Anomaly> members = new HashMap<>(open.members());
        more.forEach(each -> members.put(each.id(), each));
        return new Case(open.scope(), open.node(), members, open.incident(), open.sentMs(), open.quietSinceMs());
    }

    /** What makes an update worth sending; numbers that merely move are on the topic of anomalies. */
    private record Fingerprint(
            Target service,
            FailureClass failureClass,
            Severity severity,
            List<Target> suspects,
            List<Target> impact,
            Set<String> evidence,
            long completenessTenths) {

        static Fingerprint of(Incident incident) {
            Set<String> evidence = new HashSet<>();
            incident.evidence().forEach(each -> evidence.add(each.id() + Case.isOpen(each)));
            return new Fingerprint(
                    incident.service(),
                    incident.failureClass(),
                    incident.severity(),
                    incident.suspects().stream()
                            .map(suspect -> suspect.target())
                            .toList(),
                    incident.impact(),
                    evidence,
                    Math.round(incident.completeness() * 10));
        }
    }
}
