package io.traas.remediation.failover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A unit in memory, with the rules of a real one: a promise is kept, a leader writes only while a majority follows it. Can lose
 * centres, refuse calls, and be cut off in the middle of any call.
 */
public final class FakeUnits implements UnitControl {

    static final Map<String, String> SITES = Map.of("a1", "a", "a2", "a", "b1", "b", "b2", "b", "c1", "c");
    public static final String UNIT = "u1";
    /** What the leader says it carries. */
    static final double LOAD = 100;

    public static final Topology TOPOLOGY =
            new Topology(SITES, Map.of(UNIT, new Topology.Unit(UNIT, "ledgers", List.of("a1", "a2", "b1", "b2"))));

    private final Map<String, Replica> replicas = new TreeMap<>();
    private final Map<String, RouteRule> rules = new TreeMap<>();
    private final Set<String> gone = new HashSet<>();
    private final Set<String> refusing = new HashSet<>();
    private final Map<Long, String> leaderOfEpoch = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private Runnable beforeCall = () -> {};
    private int counted;

    /** What a centre says it could take beside what it carries; NaN as long as it says nothing. */
    double spare = Double.NaN;

    private static final class Replica {
        private long promised = 1;
        private String grant = "opening";
        private long leading;
        private boolean open;
        private boolean frozen;
        private boolean frozenForGood;
        private final List<Long> log = new ArrayList<>(List.of(1L));
        private Duration silent = Duration.ZERO;
        private int exported;
    }

    public FakeUnits() {
        SITES.keySet().forEach(centre -> {
            replicas.put(centre, new Replica());
            rules.put(centre, RouteRule.open(1, 1, "a1"));
        });
        replicas.get("a1").leading = 1;
        replicas.get("a1").open = true;
        leaderOfEpoch.put(1L, "a1");
    }

    /** Runs at the start of each call that changes something. */
    void beforeCall(Runnable hook) {
        beforeCall = hook;
    }

    public void lose(String... centres) {
        gone.addAll(List.of(centres));
        boolean leaderLost = replicas.entrySet().stream()
                .anyMatch(replica -> replica.getValue().leading > 0 && gone.contains(replica.getKey()));
        if (leaderLost) {
            replicas.forEach((centre, replica) -> replica.silent = Duration.ofSeconds(5));
        }
    }

    void giveBack(String... centres) {
        gone.removeAll(List.of(centres));
    }

    /** Its process starts anew: it follows, and hears nobody. */
    void restart(String centre) {
        Replica replica = replicas.get(centre);
        replica.leading = 0;
        replica.open = false;
        replicas.values().forEach(each -> each.silent = Duration.ofSeconds(5));
    }

    /** Every router has forgotten its rule. */
    void forgetRules() {
        rules.replaceAll((router, rule) -> new RouteRule(0, 0, "", false, Duration.ZERO));
    }

    /** Calls of that name fail from now on. */
    void refuse(String call) {
        refusing.add(call);
    }

    void accept(String call) {
        refusing.remove(call);
    }

    /** The leader has an entry that only these have too. */
    void entryOnlyOn(String... centres) {
        for (String centre : centres) {
            replicas.get(centre).log.add(1L);
        }
    }

    /** What would let two leaders write, or lose an entry that counted; must stay empty. */
    List<String> violations() {
        return violations;
    }

    /** Who would take a write now and could get it on a majority. */
    public List<String> writers() {
        return replicas.entrySet().stream()
                .filter(entry -> {
                    Replica replica = entry.getValue();
                    long followers = replicas.entrySet().stream()
                            .filter(other -> !gone.contains(other.getKey()))
                            .filter(other -> other.getValue().promised <= replica.leading)
                            .count();
                    return replica.leading > 0
                            && !gone.contains(entry.getKey())
                            && replica.leading == replica.promised
                            && replica.open
                            && !replica.frozen
                            && followers >= TOPOLOGY.majority();
                })
                .map(Map.Entry::getKey)
                .toList();
    }

    /**
     * So much time passes that whatever was frozen for a time takes writes again, and does: the entry is on a majority, but
     * not on the target yet.
     */
    void freezesEnd() {
        rules.replaceAll((router, rule) ->
                rule.heldFor().isZero() ? rule : RouteRule.open(rule.version(), rule.epoch(), rule.leader()));
        replicas.values().stream()
                .filter(replica -> replica.frozen && !replica.frozenForGood)
                .forEach(replica -> {
                    replica.frozen = false;
                    Stream.of(replica, replicas.get("a2"), replicas.get("c1"))
                            .forEach(copy -> copy.log.add(replica.leading));
                    counted = replica.log.size();
                });
    }

    long logLength(String centre) {
        return replicas.get(centre).log.size();
    }

    long promised(String centre) {
        return replicas.get(centre).promised;
    }

    @Override
    public List<ReplicaStatus> observe(String unit) {
        return replicas.keySet().stream()
                .filter(centre -> !gone.contains(centre))
                .map(this::status)
                .toList();
    }

    private ReplicaStatus status(String centre) {
        Replica replica = replicas.get(centre);
        long end = replica.log.size();
        boolean writable = replica.leading > 0 && replica.open && !replica.frozen;
        long last = end == 0 ? 0 : replica.log.get((int) end - 1);
        Duration silent = replica.leading > 0 ? Duration.ZERO : replica.silent;
        return new ReplicaStatus(
                centre,
                replica.promised,
                replica.leading,
                writable,
                replica.frozen,
                end,
                last,
                end,
                silent,
                replica.exported,
                replica.leading > 0 ? LOAD : 0,
                spare);
    }

    @Override
    public List<ReplicaStatus> fence(String unit, long epoch, String asker) {
        beforeCall.run();
        List<ReplicaStatus> promised = new ArrayList<>();
        for (String centre : replicas.keySet()) {
            Replica replica = replicas.get(centre);
            boolean free = epoch > replica.promised || (epoch == replica.promised && asker.equals(replica.grant));
            if (gone.contains(centre) || refusing.contains("fence " + centre) || !free) {
                continue;
            }
            replica.promised = epoch;
            replica.grant = asker;
            if (replica.leading < epoch) {
                replica.leading = 0;
                replica.open = false;
                replica.frozen = false;
            }
            promised.add(status(centre));
        }
        return promised;
    }

    @Override
    public boolean freeze(String unit, String centre, long epoch, Duration atMost) {
        return change("freeze", centre, replica -> {
            replica.frozen = replica.leading == epoch;
            replica.frozenForGood = atMost.isZero();
            return replica.frozen;
        });
    }

    @Override
    public boolean unfreeze(String unit, String centre, long epoch) {
        return change("unfreeze", centre, replica -> {
            replica.frozen = false;
            return replica.leading == epoch;
        });
    }

    @Override
    public boolean catchUp(String unit, String centre, String from, long epoch) {
        return change("catchUp", centre, replica -> {
            replica.log.clear();
            replica.log.addAll(replicas.get(from).log);
            return true;
        });
    }

    @Override
    public boolean promote(String unit, String centre, long epoch, String asker) {
        return change("promote", centre, replica -> {
            long promised = replicas.values().stream()
                    .filter(other -> other.promised == epoch && other.grant.equals(asker))
                    .count();
            String other = leaderOfEpoch.putIfAbsent(epoch, centre);
            if (promised < TOPOLOGY.majority() || (other != null && !other.equals(centre))) {
                violations.add(centre + " was promoted in epoch " + epoch + " with " + promised + " promises, beside "
                        + other);
            }
            if (replica.log.size() < counted) {
                violations.add(centre + " leads without the entry that counted at " + counted);
            }
            if (replica.leading != epoch) {
                replica.leading = epoch;
                replica.log.add(epoch);
                follow(replica, epoch);
            }
            return true;
        });
    }

    private void follow(Replica leader, long epoch) {
        replicas.forEach((centre, other) -> {
            if (other != leader && !gone.contains(centre) && other.promised == epoch) {
                other.log.clear();
                other.log.addAll(leader.log);
                other.silent = Duration.ZERO;
            }
        });
    }

    @Override
    public boolean openWrites(String unit, String centre, long epoch) {
        return change("openWrites", centre, replica -> {
            replica.open = replica.leading == epoch;
            if (writers().size() > 1) {
                violations.add("two take writes: " + writers());
            }
            return replica.open;
        });
    }

    @Override
    public Map<String, RouteRule> rules(String unit) {
        Map<String, RouteRule> answered = new TreeMap<>(rules);
        answered.keySet().removeAll(gone);
        return answered;
    }

    @Override
    public void pushRule(String unit, RouteRule rule) {
        beforeCall.run();
        rules.forEach((router, now) -> {
            boolean newer = RouteRule.NEWEST.compare(rule, now) > 0;
            if (!gone.contains(router) && !refusing.contains("rule " + router) && newer) {
                rules.put(router, rule);
            }
        });
    }

    @Override
    public boolean roundTrip(String unit, String centre, long epoch, String move) {
        return change("roundTrip", centre, replica -> replica.leading == epoch && replica.open && !replica.frozen);
    }

    /** What a call does to a replica, and whether it did. */
    private interface Change {
        boolean to(Replica replica);
    }

    private boolean change(String call, String centre, Change change) {
        beforeCall.run();
        return !gone.contains(centre) && !refusing.contains(call) && change.to(replicas.get(centre));
    }
}
