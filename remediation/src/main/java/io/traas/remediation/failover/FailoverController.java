package io.traas.remediation.failover;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Watches units and moves those whose leader is lost; also carries out planned moves. One thread does all of it, so at most
 * one unit is moved at a time.
 */
public final class FailoverController {

    private static final int LOOKS_LOST = 2;
    /** Whoever else moves the unit is given the time to end it. */
    private static final int LOOKS_HALF_DONE = 6;

    private static final int LOOKS_BLIND = 20;

    private final Topology topology;
    private final UnitControl control;
    private final MoveJournal journal;
    private final MoveRunner runner;
    private final BooleanSupplier mayAct;
    private final Clock clock;
    private final Executor lookouts;
    private final Consumer<String> told;
    private final Looks lost = new Looks();
    private final Looks halfDone = new Looks();
    private final Looks blind = new Looks();
    private final Map<String, Integer> exported = new HashMap<>();

    /**
     * @param mayAct the stop switch; while it says no, nothing is begun
     * @param lookouts look at units, which takes as long as the slowest centre answers
     * @param told hears, in a sentence, what a person should know
     */
    public FailoverController(
            Topology topology,
            UnitControl control,
            MoveJournal journal,
            MoveRunner runner,
            BooleanSupplier mayAct,
            Clock clock,
            Executor lookouts,
            Consumer<String> told) {
        this.topology = topology;
        this.control = control;
        this.journal = journal;
        this.runner = runner;
        this.mayAct = mayAct;
        this.clock = clock;
        this.lookouts = lookouts;
        this.told = told;
    }

    /** First thing after a start: ends what an earlier process left behind. */
    public void resume() throws InterruptedException {
        for (MoveJournal.Line line : journal.unfinished()) {
            Move move = line.move();
            if (topology.units().containsKey(move.unit())) {
                told.accept("taking up move " + move.id() + " of unit " + move.unit());
                runner.resume(line);
            } else {
                String why = "unit " + move.unit() + " is no longer in the topology, where its move " + move.id()
                        + " was left is not known";
                told.accept(why);
                journal.append(new MoveJournal.Line(
                        move, new MoveState.Ended(MoveState.Result.ESCALATED, clock.instant(), why)));
            }
        }
    }

    /** Looks at every unit once, at all of them together, and does what is needed. */
    public void watch() throws InterruptedException {
        List<CompletableFuture<Sight>> sights = topology.units().keySet().stream()
                .sorted()
                .map(unit -> CompletableFuture.supplyAsync(() -> look(unit), lookouts))
                .toList();
        for (CompletableFuture<Sight> sight : sights) {
            settle(sight.join());
        }
    }

    /** How a unit was found. */
    private record Sight(String unit, Map<String, RouteRule> rules, List<ReplicaStatus> answered) {

        Optional<RouteRule> newestRule() {
            return rules.values().stream().filter(rule -> rule.version() > 0).max(RouteRule.NEWEST);
        }
    }

    /** How many looks in a row something was seen. */
    private static final class Looks {

        private final Map<String, Integer> inARow = new HashMap<>();

        int count(String unit, boolean seen) {
            int now = seen ? inARow.getOrDefault(unit, 0) + 1 : 0;
            inARow.put(unit, now);
            return now;
        }
    }

    private Sight look(String unit) {
        return new Sight(unit, control.rules(unit), control.observe(unit));
    }

    private void settle(Sight sight) throws InterruptedException {
        String unit = sight.unit();
        tellOfExports(unit, sight.answered());
        Optional<RouteRule> newest = sight.newestRule();
        if (blind.count(unit, newest.isEmpty()) == LOOKS_BLIND) {
            told.accept("unit " + unit + ": none of the routers that answer ("
                    + sight.rules().keySet() + ") has a rule; nobody knows who leads, or is led to it");
        }
        if (newest.isEmpty()) {
            return;
        }
        RouteRule rule = newest.get();
        if (sight.rules().values().stream().anyMatch(other -> RouteRule.NEWEST.compare(other, rule) < 0)) {
            control.pushRule(unit, rule);
        }
        Death.Judgement judgement = Death.judge(topology, sight.answered(), rule.leader());
        if (lost.count(unit, judgement.confirmed()) >= LOOKS_LOST && mayBegin(Move.Kind.FAILOVER, unit)) {
            told.accept("unit " + unit + ": " + judgement.because());
            runner.start(move(idOf("failover", unit), Move.Kind.FAILOVER, unit, rule, "", sight.answered()));
            lost.count(unit, false);
        }
        Optional<ReplicaStatus> unfinished = Death.leader(sight.answered()).filter(leader -> isHalfDone(leader, rule));
        if (halfDone.count(unit, unfinished.isPresent()) >= LOOKS_HALF_DONE && mayBegin(Move.Kind.COMPLETION, unit)) {
            runner.start(completion(unit, unfinished.orElseThrow()));
            halfDone.count(unit, false);
        }
    }

    /** What was frozen is not taken for forgotten: it ends by itself, or somebody has to look. */
    private static boolean isHalfDone(ReplicaStatus leader, RouteRule rule) {
        return !leader.frozen() && (leader.leading() > rule.epoch() || !leader.writable());
    }

    /** The attempts of processes before this one count too. */
    private boolean mayBegin(Move.Kind kind, String unit) {
        return mayAct.getAsBoolean() && AntiFlap.allows(journal.begun(kind, unit), clock.instant());
    }

    /**
     * A planned move, not begun.
     *
     * @throws IllegalArgumentException for a unit or a centre there is not, or that leads already
     */
    public Move planned(String id, String unit, String target) {
        if (!topology.unit(unit).mayLead().contains(target)) {
            throw new IllegalArgumentException("INV-15 TopologyCompatible: unit " + unit + " cannot be led from '"
                    + target + "', only from " + topology.unit(unit).mayLead());
        }
        Sight sight = look(unit);
        RouteRule rule = sight.newestRule()
                .orElseThrow(() -> new IllegalArgumentException("no router of unit " + unit + " that answers ("
                        + sight.rules().keySet() + ") has a rule"));
        return move(id, Move.Kind.SWITCHOVER, unit, rule, target, sight.answered());
    }

    /** Returns when it is over. */
    public MoveState.Ended carryOut(Move planned) throws InterruptedException {
        return runner.start(planned);
    }

    private Move move(
            String id, Move.Kind kind, String unit, RouteRule rule, String target, List<ReplicaStatus> answered) {
        long epoch = Math.max(
                        rule.epoch(),
                        answered.stream()
                                .mapToLong(ReplicaStatus::promised)
                                .max()
                                .orElse(0))
                + 1;
        return new Move(id, kind, unit, topology.unit(unit).group(), rule.leader(), rule.epoch(), target, epoch, -1);
    }

    private Move completion(String unit, ReplicaStatus leader) {
        long epoch = leader.leading();
        String group = topology.unit(unit).group();
        return new Move(
                idOf("completion", unit),
                Move.Kind.COMPLETION,
                unit,
                group,
                "",
                epoch - 1,
                leader.centre(),
                epoch,
                leader.position());
    }

    private String idOf(String kind, String unit) {
        return kind + "-" + unit + "-" + clock.instant().toEpochMilli();
    }

    private void tellOfExports(String unit, List<ReplicaStatus> answered) {
        for (ReplicaStatus replica : answered) {
            int before = exported.getOrDefault(unit + "/" + replica.centre(), 0);
            if (replica.exported() > before) {
                told.accept("unit " + unit + ": " + replica.exported() + " entries of " + replica.centre()
                        + " were never acknowledged and made way; reconcile them with their customers");
                exported.put(unit + "/" + replica.centre(), replica.exported());
            }
        }
    }
}
