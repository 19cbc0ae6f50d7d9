package io.traas.remediation.failover;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
    private final Consumer<String> told;
    private final AntiFlap antiFlap = new AntiFlap();
    private final Map<String, Integer> looksDead = new HashMap<>();
    private final Map<String, Integer> exported = new HashMap<>();

    /**
     * @param mayAct the stop switch; while it says no, nothing is begun
     * @param told hears, in a sentence, what a person should know
     */
    public FailoverController(
            Topology topology,
            UnitControl control,
            MoveJournal journal,
            MoveRunner runner,
            BooleanSupplier mayAct,
            Clock clock,
            Consumer<String> told) {
        this.topology = topology;
        this.control = control;
        this.journal = journal;
        this.runner = runner;
        this.mayAct = mayAct;
        this.clock = clock;
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

    /** Looks at every unit once and does what is needed. */
    public void watch() throws InterruptedException {
        for (String unit : new TreeMap<>(topology.units()).keySet()) {
            look(unit);
        }
    }

    private void look(String unit) throws InterruptedException {
        Map<String, RouteRule> rules = control.rules(unit);
        Optional<RouteRule> newest = rules.values().stream().max(Comparator.comparingLong(RouteRule::version));
        if (newest.isEmpty() || newest.get().version() == 0) {
            return;
        }
        if (rules.values().stream()
                .anyMatch(rule -> rule.version() < newest.get().version())) {
            control.pushRule(unit, newest.get());
        }
        List<ReplicaStatus> answered = control.observe(unit);
        tellOfExports(unit, answered);
        Death.Judgement judgement = Death.judge(topology, answered, newest.get().leader());
        int looks = judgement.confirmed() ? looksDead.merge(unit, 1, Integer::sum) : 0;
        looksDead.put(unit, looks);
        if (looks >= LOOKS && mayAct.getAsBoolean() && antiFlap.allows(unit, clock.instant())) {
            antiFlap.attempted(unit, clock.instant());
            told.accept("unit " + unit + ": " + judgement.because());
            runner.start(move(Move.Kind.FAILOVER, unit, newest.get(), "", answered));
            looksDead.remove(unit);
        }
    }

    /**
     * A planned move.
     *
     * @throws IllegalArgumentException for a unit or a centre there is not, or that leads already
     */
    public MoveState.Ended switchOver(String unit, String target) throws InterruptedException {
        if (!topology.unit(unit).mayLead().contains(target)) {
            throw new IllegalArgumentException("unit " + unit + " cannot be led from '" + target + "', only from "
                    + topology.unit(unit).mayLead());
        }
        RouteRule rule = control.rules(unit).values().stream()
                .max(Comparator.comparingLong(RouteRule::version))
                .orElseThrow(() -> new IllegalArgumentException("no router of unit " + unit + " answers"));
        return runner.start(move(Move.Kind.SWITCHOVER, unit, rule, target, control.observe(unit)));
    }

    private Move move(Move.Kind kind, String unit, RouteRule rule, String target, List<ReplicaStatus> answered) {
        long epoch = Math.max(
                        rule.epoch(),
                        answered.stream()
                                .mapToLong(ReplicaStatus::promised)
                                .max()
                                .orElse(0))
                + 1;
        String id = kind.name().toLowerCase(Locale.ROOT) + "-" + unit + "-" + epoch + "-"
                + clock.instant().toEpochMilli();
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
