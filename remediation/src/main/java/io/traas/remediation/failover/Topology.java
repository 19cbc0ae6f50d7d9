package io.traas.remediation.failover;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The centres and what lies in them.
 *
 * @param sites centre to site
 * @param units what can be moved, by name
 */
public record Topology(Map<String, String> sites, Map<String, Unit> units) {

    /**
     * One writable leader and its replicas, one in each centre.
     *
     * @param group of each group at most one unit is moved at a time
     * @param mayLead the centres near enough and large enough to take it over, the best first
     */
    public record Unit(String name, String group, List<String> mayLead) {
        public Unit {
            mayLead = List.copyOf(mayLead);
        }
    }

    public Topology {
        sites = Map.copyOf(sites);
        units = Map.copyOf(new TreeMap<>(units));
        for (Unit unit : units.values()) {
            for (String centre : unit.mayLead()) {
                if (!sites.containsKey(centre)) {
                    throw new IllegalArgumentException("unit " + unit.name() + " may be led from '" + centre
                            + "', which is none of the centres " + sites.keySet());
                }
            }
        }
    }

    public Unit unit(String name) {
        Unit unit = units.get(name);
        if (unit == null) {
            throw new IllegalArgumentException("there is no unit '" + name + "', only " + units.keySet());
        }
        return unit;
    }

    /** How many of the replicas are more than half. */
    public int majority() {
        return sites.size() / 2 + 1;
    }

    /** In how many sites these centres lie. */
    int sitesOf(List<String> centres) {
        Set<String> found = centres.stream().map(sites::get).collect(Collectors.toSet());
        return found.size();
    }
}
