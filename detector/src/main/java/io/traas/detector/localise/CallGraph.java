package io.traas.detector.localise;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Who calls whom. Cycles are allowed. Immutable. */
public final class CallGraph {

    private final Map<String, Set<String>> callees = new TreeMap<>();
    private final Map<String, Set<String>> callers = new TreeMap<>();

    /** @param calls the nodes that each node calls; a node that calls nobody may be left out */
    public CallGraph(Map<String, ? extends Collection<String>> calls) {
        calls.forEach((caller, called) -> called.forEach(callee -> {
            callees.computeIfAbsent(caller, unused -> new TreeSet<>()).add(callee);
            callers.computeIfAbsent(callee, unused -> new TreeSet<>()).add(caller);
        }));
    }

    /** Those it calls directly; where nothing is known of one, those that one calls stand in for it. */
    Set<String> callees(String node, Predicate<String> known) {
        Set<String> found = new TreeSet<>();
        Set<String> seen = new TreeSet<>(Set.of(node));
        Deque<String> open = new ArrayDeque<>(direct(callees, node));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (seen.add(next)) {
                if (known.test(next)) {
                    found.add(next);
                } else {
                    open.addAll(direct(callees, next));
                }
            }
        }
        return found;
    }

    Set<String> callers(String node) {
        return direct(callers, node);
    }

    /** The node and everything it calls, directly or through others; empty when the graph does not know the node. */
    Set<String> within(String node) {
        Set<String> found = new TreeSet<>();
        if (!callees.containsKey(node) && !callers.containsKey(node)) {
            return found;
        }
        Deque<String> open = new ArrayDeque<>(Set.of(node));
        while (!open.isEmpty()) {
            String next = open.pop();
            if (found.add(next)) {
                open.addAll(direct(callees, next));
            }
        }
        return found;
    }

    private static Set<String> direct(Map<String, Set<String>> edges, String node) {
        return edges.getOrDefault(node, Set.of());
    }
}
