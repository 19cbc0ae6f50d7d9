package io.traas.detector.localise;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Blames the node that adds trouble of its own. A caller waits for what it calls, and fails when that fails; so of the
 * seconds (or failed requests) a node has in excess, those of its callees are not its own. A callee that several call is
 * charged to each by its share of their requests. What is left over is the node's own: the largest is the likeliest cause,
 * what is only handed through is impact. This is the accounting of self time and total time of a profiler, over a call
 * graph. No weights, nothing to tune. Immutable, thread-safe.
 */
public final class OwnExcess {

    /** @param because one sentence with the numbers */
    public record Blame(String node, double own, double total, String because) {}

    private final Map<String, List<String>> callees;
    private final Map<String, Load> loads;
    private final String unit;
    private final Map<String, Double> requestsOfCallers = new HashMap<>();

    /**
     * @param callees whom each node calls
     * @param loads of the nodes that are measured; others neither cause nor explain anything
     * @param unit of the excess, for people: {@code s of waiting}, {@code failed requests}
     */
    public OwnExcess(Map<String, List<String>> callees, Map<String, Load> loads, String unit) {
        this.callees = Map.copyOf(callees);
        this.loads = Map.copyOf(loads);
        this.unit = unit;
        loads.forEach((node, load) ->
                calleesOf(node).forEach(callee -> requestsOfCallers.merge(callee, load.allRequests(), Double::sum)));
    }

    /**
     * Everything that the node with the symptom depends on, itself included, most to blame first.
     *
     * @return only nodes with an excess of their own: empty when the cause is not among what is measured
     */
    public List<Blame> causesOf(String symptom) {
        List<Blame> blames = new ArrayList<>();
        for (String node : reachable(symptom)) {
            if (loads.containsKey(node)) {
                Blame blame = blame(node);
                if (blame.own() > 0) {
                    blames.add(blame);
                }
            }
        }
        blames.sort(Comparator.comparingDouble(Blame::own).reversed().thenComparing(Blame::node));
        return blames;
    }

    private Blame blame(String node) {
        double total = loads.get(node).excess();
        double handedThrough = calleesOf(node).stream()
                .filter(loads::containsKey)
                .mapToDouble(callee -> share(node, callee) * loads.get(callee).excess())
                .sum();
        double own = total - handedThrough;
        String because = String.format(
                Locale.ROOT, "adds %.3g %s of its own, %.3g come from what it calls", own, unit, handedThrough);
        return new Blame(node, own, total, because);
    }

    /** How much of what the callee does is done for the node. */
    private double share(String node, String callee) {
        double all = requestsOfCallers.getOrDefault(callee, 0.0);
        return all <= 0 ? 0 : loads.get(node).allRequests() / all;
    }

    private Set<String> reachable(String from) {
        Set<String> found = new LinkedHashSet<>(List.of(from));
        List<String> open = new ArrayList<>(found);
        while (!open.isEmpty()) {
            for (String next : calleesOf(open.remove(open.size() - 1))) {
                if (found.add(next)) {
                    open.add(next);
                }
            }
        }
        return found;
    }

    private List<String> calleesOf(String node) {
        return callees.getOrDefault(node, List.of()).stream()
                .filter(callee -> !callee.equals(node))
                .toList();
    }
}
