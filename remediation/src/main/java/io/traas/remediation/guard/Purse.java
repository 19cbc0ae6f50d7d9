package io.traas.remediation.guard;

import io.traas.model.Action;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.guard.Account.Level;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one blast-radius purse, shared by every rule and person: what may be away at once, less what is away already, be
 * it lost, being rolled out, closed by somebody else, or taken by another cure. What one of our cures took is reserved
 * until it is proven to be back, and counts once more while the cluster shows it missing: too careful at times, never
 * too bold. Pure. Who lets plans pass does so one at a time, so that each sees the reservations of those before it.
 */
final class Purse {

    /** An account does not hold what a plan wants. */
    record Overdraft(Account account, int cap, int size, int underWay, int wanted) {}

    private final GuardLimits.Caps caps;
    private final RemediationPlan plan;
    private final Facts facts;
    private final Tally tally;

    /**
     * Of the plan, but for those that return what its incident was given on top, to no avail: nobody had that before.
     */
    private final List<Action> steps;

    /** Workloads whose change the plan undoes: what they lost by it is no reason not to. */
    private final Set<Target> undone;

    /** What the cluster does not show yet: pods that fell silent or are still warming up, nodes that are lost. */
    private final Map<Account, Integer> unseen;

    Purse(GuardLimits.Caps caps, RemediationPlan plan, Facts facts) {
        this.caps = caps;
        this.plan = plan;
        this.facts = facts;
        this.tally = facts.inventory().tally();
        this.steps = plan.steps().stream()
                .filter(step -> !Steps.shrinks(step) || !facts.takesBack(plan, step))
                .toList();
        this.undone =
                steps.stream().filter(Steps::undoesChange).map(Action::target).collect(Collectors.toSet());
        this.unseen = unseen();
    }

    /** The first account that does not hold what the plan wants; empty when all do. */
    Optional<Overdraft> overdraft(Footprint footprint) {
        Footprint charged = steps.size() == plan.steps().size()
                ? footprint
                : Footprint.of(steps, facts.inventory(), facts.incident());
        Map<Account, Integer> charges = tally.chargesOf(charged, this::isSpared);
        if (onlyUndoes()) {
            charges.keySet().removeIf(account -> account.level() != Level.WORKLOAD);
        }
        if (charges.isEmpty()) {
            return Optional.empty();
        }
        Map<Account, Integer> underWay = reserved();
        unseen.forEach((account, count) -> underWay.merge(account, count, Integer::sum));
        for (Target workload : undone) {
            facts.inventory()
                    .state(workload)
                    .ifPresent(state -> tally.missingOf(state)
                            .forEach((account, count) -> underWay.merge(account, -count, Integer::sum)));
        }
        for (Map.Entry<Account, Integer> charge : charges.entrySet()) {
            Account account = charge.getKey();
            int size = tally.size(account);
            int away = tally.missing(account) + underWay.getOrDefault(account, 0);
            int cap = caps.of(account, size);
            if (away + charge.getValue() > cap) {
                return Optional.of(new Overdraft(account, cap, size, away, charge.getValue()));
            }
        }
        return Optional.empty();
    }

    /** Undoing a change is one disruption of its workload, and no reason to let other workloads wait for theirs. */
    private boolean onlyUndoes() {
        return steps.stream()
                .allMatch(step -> Steps.undoesChange(step) || (step.blastRadius() == 0 && !Steps.closesNode(step)));
    }

    /**
     * A controller that replaces a few at a time replaces the lost ones first: then it takes none that serves. What a
     * roll-out has in hand is not lost, and a second roll-out on top is one disruption more.
     */
    private boolean isSpared(Footprint.Draw draw) {
        Target workload = draw.workload();
        boolean restarts = steps.stream()
                .anyMatch(step -> step.target().equals(workload) && Steps.isRolling(step) && !Steps.undoesChange(step));
        boolean rollingOut = facts.inventory()
                .state(workload)
                .filter(TargetState::rollingOut)
                .isPresent();
        if (!restarts || rollingOut || draw.isPlaced()) {
            return false;
        }
        Account account = Account.replicas(Level.WORKLOAD, workload.toString());
        return tally.missing(account) + unseen.getOrDefault(account, 0) >= draw.replicas();
    }

    private Map<Account, Integer> reserved() {
        Map<Account, Integer> reserved = new HashMap<>();
        Set<String> healed = facts.cures().stream()
                .filter(PastCure::recovered)
                .map(PastCure::incidentId)
                .collect(Collectors.toSet());
        for (PastCure cure : facts.cures()) {
            // What a later rung healed is whole again, whatever the earlier ones took.
            boolean isBack = !cure.inFlight() && healed.contains(cure.incidentId());
            if (!isBack && cure.disrupts(plan, facts.now(), caps.window())) {
                tally.chargesOf(cure.footprint(), draw -> false)
                        .forEach((account, count) -> reserved.merge(account, count, Integer::sum));
            }
        }
        return reserved;
    }

    private Map<Account, Integer> unseen() {
        Map<Account, Integer> counts = new HashMap<>();
        for (Inventory.Placed placed : podsNotServing()) {
            if (!undone.contains(placed.workload().target())) {
                tally.accountsOf(placed).forEach(account -> counts.merge(account, 1, Integer::sum));
            }
        }
        Set<Target> lostNodes = new HashSet<>();
        facts.openIncidents().stream().map(Footprint::lostNode).forEach(lostNodes::add);
        facts.inventory().nodes().stream()
                .filter(node -> lostNodes.contains(node.target()) && !Tally.isAway(node))
                .flatMap(node -> Tally.accountsOf(node).stream())
                .forEach(account -> counts.merge(account, 1, Integer::sum));
        return counts;
    }

    /** Pods that the cluster holds for ready and that do not serve. */
    private Collection<Inventory.Placed> podsNotServing() {
        Map<Target, Inventory.Placed> pods = new HashMap<>();
        Set<Target> silent = Footprint.silentPods(facts.openIncidents());
        silent.addAll(Footprint.silentPods(List.of(facts.incident())));
        for (Target pod : silent) {
            if (facts.inventory().isServing(pod)) {
                pods.put(pod, facts.inventory().pod(pod).orElseThrow());
            }
        }
        Instant warmSince = facts.now().minus(caps.warmUp());
        for (Inventory.Placed placed : facts.inventory().youngestFirst()) {
            if (!placed.pod().startedAt().isAfter(warmSince)) {
                break;
            }
            if (placed.pod().ready() && !placed.pod().terminating()) {
                pods.put(placed.target(), placed);
            }
        }
        return pods.values();
    }
}
