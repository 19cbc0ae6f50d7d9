package io.traas.detector.localise;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Ranks suspects by an account of the damage. Time and failures travel from callee to caller, so what a node's callees
 * lost too is theirs, and only the rest is its own. A suspect scores by how unusual its deviation is, times the share of
 * the symptom that its own part could make up, and is named only if that could have been noticed there at all; a
 * deviation of the other kind than the symptom's counts a quarter.
 *
 * <ul>
 *   <li>A node seen by its callers only answers for no more than what the watched nodes beside it leave unexplained: it
 *       may be no more than another name, or the way, to one of them.
 *   <li>A node that nobody called before explains nothing: that it is called is its caller's doing.
 *   <li>A node that begins later than another is a little less likely the cause, a node that was changed just before
 *       a good deal likelier.
 * </ul>
 *
 * Amounts, not deviations, are compared along the graph, as a callee of tiny variance would otherwise take the blame for
 * all its callers. Stateless and thread-safe.
 */
public final class SuspectRanking {

    private static final double HALF_SURE_SIGMAS = 6;
    private static final double OTHER_KIND = 0.25;
    private static final double MOSTLY = 0.9;
    private static final double LATER = 0.9;
    private static final double CHANGED = 0.5;

    private final CallGraph graph;
    private final Map<String, NodeRecord> records = new TreeMap<>();
    private final Map<Kind, Map<String, Excess>> excesses = new EnumMap<>(Kind.class);
    private final Set<String> changed;

    /** @param changed nodes that were changed shortly before the symptom */
    public SuspectRanking(CallGraph graph, Collection<NodeRecord> records, Set<String> changed) {
        this.graph = graph;
        this.changed = Set.copyOf(changed);
        records.forEach(each -> this.records.put(each.node(), each));
        for (Kind kind : Kind.values()) {
            Map<String, Excess> ofKind = new TreeMap<>();
            this.records.forEach((node, each) -> ofKind.put(node, Excess.of(kind, each)));
            excesses.put(kind, ofKind);
        }
    }

    public Ranking rank(Symptom symptom) {
        Set<String> candidates = graph.within(symptom.node());
        if (candidates.isEmpty()) {
            candidates = records.keySet();
        }
        int firstRow = standingOut(candidates).stream()
                .mapToInt(Excess::onset)
                .filter(onset -> onset >= 0)
                .min()
                .orElse(0);
        List<RankedSuspect> suspects = new ArrayList<>();
        for (String node : candidates) {
            suspect(node, symptom, firstRow).ifPresent(suspects::add);
        }
        suspects.sort(
                Comparator.comparingDouble(RankedSuspect::score).reversed().thenComparing(RankedSuspect::node));
        return new Ranking(
                suspects,
                standsOut(symptom.node(), symptom.kind()),
                firstSymptom(symptom, candidates, firstRow),
                impact(suspects));
    }

    /** Whether the node deviates in this way, whoever brought it about; false for a node without records. */
    boolean standsOut(String node, Kind kind) {
        Excess excess = excesses.get(kind).get(node);
        return excess != null && excess.standsOut();
    }

    private Optional<RankedSuspect> suspect(String node, Symptom symptom, int firstRow) {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> suspect(node, symptom, kind, firstRow).stream())
                .max(Comparator.comparingDouble(RankedSuspect::score));
    }

    private Optional<RankedSuspect> suspect(String node, Symptom symptom, Kind kind, int firstRow) {
        Excess excess = excesses.get(kind).get(node);
        double own = excess == null || excess.sigmas() <= 0 ? 0 : own(excess, node);
        if (own <= 0) {
            return Optional.empty();
        }
        Excess seen = excesses.get(kind).get(symptom.node());
        double noise = seen == null ? 0 : seen.noise();
        double share = Math.min(1, own / Math.max(noise, seen == null ? own : amount(kind, symptom.node())));
        double score = excess.sigmas() / (excess.sigmas() + HALF_SURE_SIGMAS) * share;
        String because = node + " " + excess.because();
        because += own < MOSTLY * excess.amount()
                ? String.format(Locale.ROOT, "; others explain all but %.1f %s", own, kind.unit())
                : "; nothing it calls explains that";
        if (kind != symptom.kind()) {
            score *= OTHER_KIND;
        }
        if (excess.onset() > firstRow) {
            score *= LATER;
            because += "; others began earlier";
        }
        boolean named = excess.standsOut() && own >= noise;
        if (named && changed.contains(node)) {
            score = 1 - (1 - score) * (1 - CHANGED);
            because += "; it was changed just before";
        }
        return Optional.of(
                new RankedSuspect(node, kind, share, excess.onset(), excess.because(), score, named, because));
    }

    /** The part of the excess that no callee, and for an outside node no watched neighbour, accounts for. */
    private double own(Excess excess, String node) {
        NodeRecord record = records.get(node);
        if (record.isNew()) {
            return 0;
        }
        Set<String> explaining = new TreeSet<>();
        if (record.outside()) {
            graph.callers(node).forEach(caller -> explaining.addAll(graph.callees(caller, records::containsKey)));
            explaining.remove(node);
        } else {
            explaining.addAll(graph.callees(node, records::containsKey));
        }
        double explained = explaining.stream()
                .map(records::get)
                .filter(each -> !each.outside() && !each.isNew())
                .mapToDouble(each -> amount(excess.kind(), each.node()))
                .sum();
        return Math.max(0, excess.amount() - explained);
    }

    private double amount(Kind kind, String node) {
        Excess excess = excesses.get(kind).get(node);
        return excess == null || excess.sigmas() <= 0 ? 0 : excess.amount();
    }

    private List<Excess> standingOut(Collection<String> nodes) {
        return excesses.values().stream()
                .flatMap(ofKind -> ofKind.entrySet().stream())
                .filter(each -> nodes.contains(each.getKey()) && each.getValue().standsOut())
                .map(Map.Entry::getValue)
                .toList();
    }

    private String firstSymptom(Symptom symptom, Set<String> candidates, int firstRow) {
        List<String> first = candidates.stream()
                .filter(node -> standingOut(Set.of(node)).stream().anyMatch(each -> each.onset() == firstRow))
                .toList();
        return first.size() == 1 ? first.get(0) : symptom.node();
    }

    /** Who stands out and calls the cause, directly or through others. */
    private List<String> impact(List<RankedSuspect> suspects) {
        if (suspects.isEmpty()) {
            return List.of();
        }
        String cause = suspects.get(0).node();
        return records.keySet().stream()
                .filter(node -> !node.equals(cause) && graph.within(node).contains(cause))
                .filter(node -> !standingOut(Set.of(node)).isEmpty())
                .toList();
    }
}
