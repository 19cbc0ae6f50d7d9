package io.traas.detector.correlate;

import io.traas.model.Anomaly;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One step of a {@link Correlator}; its fields are the memory while it changes. For one use. */
final class Moment {

    private static final long SEND_EVERY_MS = 1_000;
    /** How much longer to wait while it is plain that more of the picture is about to come. */
    private static final long PATIENCE_MS = 2_000;
    /** How long the cause stays where it was found while trouble ends. */
    private static final long HEALING_MS = 15_000;

    private final ClusterView view;
    private final FleetHealth fleet;
    private final long nowMs;
    private final long wallMs;
    private final long gatherMs;
    private final long quietMs;
    private final List<Case> cases;
    private final Map<String, Waiting> waiting;
    private final List<Incident> events = new ArrayList<>();

    Moment(CorrelatorMemory memory, ClusterView view, long nowMs, long wallMs, long gatherMs, long quietMs) {
        this.view = view;
        this.fleet = FleetHealth.of(view);
        this.nowMs = nowMs;
        this.wallMs = wallMs;
        this.gatherMs = gatherMs;
        this.quietMs = quietMs;
        this.cases = new ArrayList<>(memory.cases());
        this.waiting = new HashMap<>(memory.waiting());
    }

    Correlator.Step pass() {
        cases.replaceAll(this::withoutStrangers);
        merge();
        Domains.partition(openTrouble(), view, fleet).forEach(this::assign);
        cases.replaceAll(this::withTraffic);
        List<Case> carried = new ArrayList<>();
        for (Case open : cases) {
            carry(open).ifPresent(carried::add);
        }
        return new Correlator.Step(new CorrelatorMemory(carried, waiting), events);
    }

    /**
     * Of an incident that holds, by what is known now, more than one failure domain, only the first symptom's stays; the
     * rest waits for an incident of its own. Where the cluster has told nothing of a workload, nothing is concluded.
     */
    private Case withoutStrangers(Case open) {
        List<Anomaly> trouble = Case.oldestFirst(open.members().values().stream()
                .filter(each -> Case.isTrouble(each) && each.failureClass() != FailureClass.OBSERVER)
                .toList());
        Set<Target> workloads = trouble.stream().map(Anomaly::workload).collect(Collectors.toSet());
        boolean known = workloads.stream().allMatch(each -> view.stateOf(each).isPresent());
        if (open.scope() != Case.Scope.SERVICE || workloads.size() < 2 || !known) {
            return open;
        }
        Set<Target> relatives = Domains.relatives(trouble.get(0).workload(), workloads, view);
        List<Anomaly> strangers = trouble.stream()
                .filter(each -> Case.isOpen(each) && !relatives.contains(each.workload()))
                .toList();
        strangers.forEach(each -> waiting.put(each.id(), new Waiting(each, wallMs)));
        return open.without(strangers);
    }

    /** Two incidents that turn out to be of one failure domain become the older one; the younger closes. */
    private void merge() {
        for (int i = 0; i < cases.size(); i++) {
            for (int j = cases.size() - 1; j > i; j--) {
                Case younger = cases.get(j);
                if (sameDomain(cases.get(i), younger)) {
                    cases.set(i, cases.get(i).with(younger.members().values()));
                    cases.remove(j);
                    List<Anomaly> evidence = Case.oldestFirst(younger.members().values());
                    events.add(Incidents.closed(younger.incident(), evidence, Instant.ofEpochMilli(nowMs)));
                }
            }
        }
    }

    /** Where they were found, not who suffers, decides: two causes may well have a caller in common. */
    private boolean sameDomain(Case one, Case other) {
        if (one.scope() == Case.Scope.OBSERVER || other.scope() == Case.Scope.OBSERVER) {
            return false;
        }
        String node = lostNode(one.members().values());
        boolean sameNode =
                !node.isEmpty() && node.equals(lostNode(other.members().values()));
        Target here = one.incident().service();
        Target there = other.incident().service();
        return sameNode || one.isOpenAt(here) && other.isOpenAt(there) && view.related(here, there);
    }

    private List<Anomaly> openTrouble() {
        return Case.oldestFirst(Stream.concat(
                        cases.stream().flatMap(open -> open.members().values().stream()),
                        waiting.values().stream().map(Waiting::anomaly))
                .filter(anomaly -> Case.isOpen(anomaly) && Case.isTrouble(anomaly) && !mayBeChance(anomaly))
                .toList());
    }

    /** Silence that is neither a node's nor plainly ours, and too short to be the pod's while scrapes are lost elsewhere. */
    private boolean mayBeChance(Anomaly anomaly) {
        return waiting.containsKey(anomaly.id())
                && anomaly.failureClass() == FailureClass.UNRESPONSIVE
                && !fleet.observerFault()
                && !fleet.lostNodes().contains(anomaly.node())
                && fleet.chanceMaySilence(anomaly.series().target(), view);
    }

    /** Gives what is new in a failure domain to the incident it belongs to, or opens one when it is time. */
    private void assign(List<Anomaly> domain) {
        List<Anomaly> fresh =
                domain.stream().filter(each -> waiting.containsKey(each.id())).toList();
        if (fresh.isEmpty()) {
            return;
        }
        boolean blind = domain.stream().allMatch(each -> Domains.isOfObserver(each, fleet));
        int joined = indexOfCase(domain, blind);
        if (joined >= 0) {
            cases.set(joined, cases.get(joined).with(fresh));
        } else if (isDue(fresh)) {
            cases.add(open(fresh, blind));
        }
        cases.forEach(each -> waiting.keySet().removeAll(each.members().keySet()));
    }

    /** The oldest case that shares a member with the domain; silence while we are blind joins only the blind case. */
    private int indexOfCase(List<Anomaly> domain, boolean blind) {
        boolean onlySilence = domain.stream().allMatch(Domains::isSilence);
        for (int i = 0; i < cases.size(); i++) {
            Case open = cases.get(i);
            boolean ofObserver = open.scope() == Case.Scope.OBSERVER;
            boolean shares = domain.stream().anyMatch(each -> open.members().containsKey(each.id()));
            if (blind && ofObserver || shares && (!ofObserver || onlySilence)) {
                return i;
            }
        }
        return -1;
    }

    private boolean isDue(List<Anomaly> fresh) {
        long dueMs = fresh.get(0).openedAt().toEpochMilli() + gatherMs;
        boolean moreToCome = silenceUnexplained(fresh) || surgeUnexplored(fresh) || silenceSpreads(fresh);
        return nowMs >= dueMs + PATIENCE_MS || nowMs >= dueMs && !moreToCome;
    }

    /** A pod of these workloads, or of what they call, fell silent so lately that no detector has spoken yet. */
    private boolean silenceUnexplained(List<Anomaly> fresh) {
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

    /** Nothing but silence, while others have begun to lose scrapes too: ours or a node's, as may show in a moment. */
    private boolean silenceSpreads(List<Anomaly> fresh) {
        Set<Target> spoken = fresh.stream().map(each -> each.series().target()).collect(Collectors.toSet());
        return lostNode(fresh).isEmpty() && fresh.stream().allMatch(Domains::isSilence) && !fleet.calmBeside(spoken);
    }

    /** Traffic has just risen: whether it is too much for somebody shows a moment later. */
    private boolean surgeUnexplored(List<Anomaly> fresh) {
        return fresh.stream().noneMatch(each -> each.failureClass() == FailureClass.SATURATION)
                && trafficNear(fresh).stream().anyMatch(Case::isSurge);
    }

    private Case open(List<Anomaly> fresh, boolean blind) {
        List<Anomaly> evidence = new ArrayList<>(fresh);
        evidence.addAll(blind ? List.of() : trafficNear(fresh));
        long heardMs = fresh.stream()
                .mapToLong(each -> waiting.get(each.id()).heardMs())
                .min()
                .orElse(wallMs);
        String node = blind ? "" : lostNode(evidence);
        Case.Scope scope = blind ? Case.Scope.OBSERVER : node.isEmpty() ? Case.Scope.SERVICE : Case.Scope.NODE;
        List<Anomaly> sorted = Case.oldestFirst(evidence);
        Location location = new Locator(view, fleet, sorted).locate(scope, node);
        Incident incident = Incidents.opened(
                fresh.get(0),
                sorted,
                location,
                Instant.ofEpochMilli(nowMs),
                Instant.ofEpochMilli(Math.min(heardMs, wallMs)),
                Instant.ofEpochMilli(wallMs));
        events.add(incident);
        Map<String, Anomaly> members = evidence.stream().collect(Collectors.toMap(Anomaly::id, each -> each));
        return new Case(scope, node, members, incident, nowMs, 0);
    }

    private String lostNode(Collection<Anomaly> members) {
        return members.stream()
                .filter(Domains::isSilence)
                .map(Anomaly::node)
                .filter(fleet.lostNodes()::contains)
                .min(Comparator.naturalOrder())
                .orElse("");
    }

    /** Traffic that changed near an incident is evidence of it: it may explain why threads are busy. */
    private Case withTraffic(Case open) {
        if (open.scope() != Case.Scope.SERVICE) {
            return open;
        }
        List<Anomaly> near = trafficNear(open.members().values());
        near.forEach(each -> waiting.remove(each.id()));
        return near.isEmpty() ? open : open.with(near);
    }

    private List<Anomaly> trafficNear(Collection<Anomaly> members) {
        return waiting.values().stream()
                .map(Waiting::anomaly)
                .filter(each -> !Case.isTrouble(each))
                .filter(each -> members.stream().anyMatch(member -> view.related(member.workload(), each.workload())))
                .toList();
    }

    /**
     * A cure is under way, or trouble has begun to end and none has come since. A roll-back on its way looks like odd
     * replicas, and what ends first is often the cause: looking for it again would blame whoever suffers longest. For a
     * while only, in case neither the cure nor what ended was what mattered.
     */
    private boolean isHealing(List<Anomaly> evidence) {
        List<Anomaly> trouble = evidence.stream().filter(Case::isTrouble).toList();
        Set<Target> workloads = trouble.stream().map(Anomaly::workload).collect(Collectors.toSet());
        if (view.treatedSince(workloads, Instant.ofEpochMilli(nowMs - HEALING_MS))) {
            return true;
        }
        Optional<Instant> firstEnd = trouble.stream()
                .filter(each -> !Case.isOpen(each))
                .map(Anomaly::updatedAt)
                .min(Comparator.naturalOrder());
        return firstEnd.filter(end -> nowMs - end.toEpochMilli() < HEALING_MS)
                .filter(end ->
                        trouble.stream().noneMatch(each -> each.openedAt().isAfter(end)))
                .isPresent();
    }

    /** What began as the silence of a pod turns out to be ours when everybody falls silent. */
    private Case.Scope scopeOf(Case open, List<Anomaly> evidence) {
        boolean ours = open.scope() == Case.Scope.SERVICE
                && fleet.observerFault()
                && evidence.stream().filter(Case::isTrouble).allMatch(Domains::isSilence);
        return ours ? Case.Scope.OBSERVER : open.scope();
    }

    /** Sends what changed, closes what is over. */
    private Optional<Case> carry(Case open) {
        List<Anomaly> evidence = Case.oldestFirst(open.members().values());
        boolean quiet = evidence.stream().noneMatch(each -> Case.isOpen(each) && Case.isTrouble(each));
        long quietSinceMs = !quiet ? 0 : open.quietSinceMs() == 0 ? nowMs : open.quietSinceMs();
        if (quiet && nowMs - quietSinceMs >= quietMs) {
            events.add(Incidents.closed(open.incident(), evidence, Instant.ofEpochMilli(nowMs)));
            return Optional.empty();
        }
        String node = open.scope() == Case.Scope.SERVICE ? lostNode(evidence) : open.node();
        Case.Scope scope = node.isEmpty() ? scopeOf(open, evidence) : Case.Scope.NODE;
        if (quiet || nowMs - open.sentMs() < SEND_EVERY_MS) {
            return Optional.of(new Case(scope, node, open.members(), open.incident(), open.sentMs(), quietSinceMs));
        }
        Location location = isHealing(evidence)
                ? Location.of(open.incident())
                : new Locator(view, fleet, evidence).locate(scope, node);
        Incident now = Incidents.updated(open.incident(), evidence, location, Instant.ofEpochMilli(nowMs));
        boolean news = Incidents.differ(now, open.incident());
        if (news) {
            events.add(now);
        }
        return Optional.of(new Case(
                scope, node, open.members(), news ? now : open.incident(), news ? nowMs : open.sentMs(), quietSinceMs));
    }
}
