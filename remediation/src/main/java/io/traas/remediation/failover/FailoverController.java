package io.traas.remediation.failover;

import java.time.Clock;
import java.util.Comparator;
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

    private static final int LOOKS = 2;

    private final Topology topology;
    private final UnitControl control;
    private final MoveJournal journal;
    private final MoveRunner runner;
    private final BooleanSupplier mayAct;
    private final Clock clock;
    private final Executor lookouts;
    private final Consumer<String> told;
    private final Map<String, Integer> looksDead = new HashMap<>();
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
            told.accept("taking up move " + line.move().id() + " of unit "
                    + line.move().unit());
            runner.resume(line);
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
            return rules.values().stream()
                    .filter(rule -> rule.version() > 0)
                    .max(Comparator.comparingLong(RouteRule::version));
        }
    }

    private Sight look(String unit) {
        return new Sight(unit, control.rules(unit), control.observe(unit));
    }

    private void settle(Sight sight) throws InterruptedException {
        Optional<RouteRule> newest = sight.newestRule();
        if (newest.isEmpty()) {
            return;
        }
        String unit = sight.unit();
        RouteRule rule = newest.get();
        if (sight.rules().values().stream().anyMatch(other -> other.version() < rule.version())) {
            control.pushRule(unit, rule);
        }
        tellOfExports(unit, sight.answered());
        Death.Judgement judgement = Death.judge(topology, sight.answered(), rule.leader());
        int looks = judgement.confirmed() ? looksDead.merge(unit, 1, Integer::sum) : 0;
        looksDead.put(unit, looks);
        if (looks >= LOOKS && mayAct.getAsBoolean() && mayTryAgain(unit)) {
            told.accept("unit " + unit + ": " + judgement.because());
            String id = "failover-" + unit + "-" + clock.instant().toEpochMilli();
            runner.start(move(id, Move.Kind.FAILOVER, unit, rule, "", sight.answered()));
            looksDead.remove(unit);
        }
    }

    /** The attempts of processes before this one count too. */
    private boolean mayTryAgain(String unit) {
        return AntiFlap.allows(journal.begun(Move.Kind.FAILOVER, unit), clock.instant());
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
        RouteRule rule = control.rules(unit).values().stream()
                .max(Comparator.comparingLong(RouteRule::version))
                .orElseThrow(() -> new IllegalArgumentException("no router of unit " + unit + " answers"));
        return move(id, Move.Kind.SWITCHOVER, unit, rule, target, control.observe(unit));
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
