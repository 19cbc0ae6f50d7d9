package io.traas.remediation.guard;

import io.traas.model.PodState;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.guard.Account.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The accounts of an inventory: how large each is, and how much of it is missing already, whoever's doing it is. Immutable. */
final class Tally {

    private final Inventory inventory;
    private final Map<Account, Integer> size = new HashMap<>();
    private final Map<Account, Integer> missing = new HashMap<>();

    Tally(Inventory inventory) {
        this.inventory = inventory;
        for (TargetState workload : inventory.workloads()) {
            scopesOf(workload.target()).forEach(account -> size.merge(account, workload.desired(), Integer::sum));
            for (PodState pod : workload.pods()) {
                if (!pod.terminating()) {
                    placesOf(workload.target(), pod.node(), pod.zone())
                            .forEach(account -> size.merge(account, 1, Integer::sum));
                }
            }
            missingOf(workload).forEach((account, count) -> missing.merge(account, count, Integer::sum));
        }
        for (TargetState node : inventory.nodes()) {
            for (Account account : accountsOf(node)) {
                size.merge(account, 1, Integer::sum);
                missing.merge(account, isAway(node) ? 1 : 0, Integer::sum);
            }
        }
    }

    int size(Account account) {
        return size.getOrDefault(account, 0);
    }

    int missing(Account account) {
        return missing.getOrDefault(account, 0);
    }

    /** What of the accounts the workload alone is missing: lost replicas, or the one a roll-out may have in hand. */
    Map<Account, Integer> missingOf(TargetState workload) {
        Map<Account, Integer> own = new HashMap<>();
        int lost = Math.max(workload.desired() - workload.ready(), workload.rollingOut() ? 1 : 0);
        if (lost > 0) {
            scopesOf(workload.target()).forEach(account -> own.put(account, lost));
        }
        for (PodState pod : workload.pods()) {
            if (!pod.ready() && !pod.terminating()) {
                placesOf(workload.target(), pod.node(), pod.zone())
                        .forEach(account -> own.merge(account, 1, Integer::sum));
            }
        }
        return own;
    }

    /** A lost node, or one that somebody closed: a drain, an upgrade. */
    static boolean isAway(TargetState node) {
        return node.ready() == 0 || node.unschedulable();
    }

    /**
     * The accounts a plan draws on, with how much.
     *
     * @param spared draws that take nothing after all
     */
    Map<Account, Integer> chargesOf(Footprint footprint, Predicate<Footprint.Draw> spared) {
        Map<Account, Integer> charges = new LinkedHashMap<>();
        for (Footprint.Draw draw : footprint.draws()) {
            if (draw.replicas() > 0 && !spared.test(draw)) {
                accountsOf(draw).forEach(account -> charges.merge(account, draw.replicas(), Integer::sum));
            }
        }
        for (Target node : footprint.nodesTaken()) {
            inventory
                    .state(node)
                    .ifPresent(state -> accountsOf(state).forEach(account -> charges.merge(account, 1, Integer::sum)));
        }
        return charges;
    }

    private Set<Account> accountsOf(Footprint.Draw draw) {
        Set<Account> accounts = new LinkedHashSet<>(scopesOf(draw.workload()));
        if (draw.isPlaced()) {
            accounts.addAll(placesOf(draw.workload(), draw.node(), draw.zone()));
        } else {
            // Its controller chooses which replica goes: each place it is in must be able to spare it.
            inventory.state(draw.workload()).stream()
                    .flatMap(workload -> workload.pods().stream())
                    .forEach(pod -> accounts.addAll(placesOf(draw.workload(), pod.node(), pod.zone())));
        }
        return accounts;
    }

    List<Account> accountsOf(Inventory.Placed placed) {
        List<Account> accounts = new ArrayList<>(scopesOf(placed.workload().target()));
        accounts.addAll(placesOf(
                placed.workload().target(), placed.pod().node(), placed.pod().zone()));
        return accounts;
    }

    private static List<Account> scopesOf(Target workload) {
        return List.of(
                Account.replicas(Level.WORKLOAD, workload.toString()),
                Account.replicas(Level.NAMESPACE, workload.cluster() + "/" + workload.namespace()),
                Account.replicas(Level.CLUSTER, workload.cluster()));
    }

    private List<Account> placesOf(Target workload, String nodeName, String zone) {
        List<Account> places = new ArrayList<>();
        TargetState node = nodeName.isEmpty()
                ? null
                : inventory.state(Target.node(workload.cluster(), nodeName)).orElse(null);
        add(places, Account.Unit.REPLICAS, Level.ZONE, zone);
        if (node != null) {
            add(places, Account.Unit.REPLICAS, Level.POOL, node.pool());
            add(places, Account.Unit.REPLICAS, Level.SITE, node.site());
        }
        return places;
    }

    static List<Account> accountsOf(TargetState node) {
        List<Account> accounts = new ArrayList<>();
        add(accounts, Account.Unit.NODES, Level.CLUSTER, node.target().cluster());
        add(accounts, Account.Unit.NODES, Level.POOL, node.pool());
        add(accounts, Account.Unit.NODES, Level.ZONE, node.zone());
        add(accounts, Account.Unit.NODES, Level.SITE, node.site());
        return accounts;
    }

    /** A place whose name nobody knows has no account; the wider ones hold it. */
    private static void add(List<Account> accounts, Account.Unit unit, Level level, String name) {
        if (!name.isEmpty()) {
            accounts.add(new Account(unit, level, name));
        }
    }
}
