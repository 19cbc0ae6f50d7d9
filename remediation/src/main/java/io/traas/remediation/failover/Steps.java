package io.traas.remediation.failover;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What each step of a move does and when it is done. Every effect may be repeated: a step that was interrupted is simply
 * tried again.
 */
final class Steps {

    /** How far behind a target may be before anything is frozen for it, in entries. */
    static final long MAX_LAG = 1000;

    /** A deposed leader takes no writes once this has passed: its lease, and what clocks may drift meanwhile. */
    static final Duration LEASE = Duration.ofMillis(2300);

    /**
     * A freeze ends by itself after so long, so that a unit takes writes again when whoever moves it is gone, or its journal
     * takes nothing. Longer than all steps from the freeze to the promotion may take together.
     */
    static final Duration LONGEST_FREEZE = Duration.ofSeconds(60);

    /** A target must have room for so much more than what the source carries. */
    static final double HEADROOM = 1.2;

    /** Routers that do not answer are waited for so long; then the others go on. They refuse by their epoch meanwhile. */
    static final Duration ROUTERS_MAY_TAKE = Duration.ofSeconds(2);

    private final Topology topology;
    private final UnitControl control;
    private final Clock clock;

    Steps(Topology topology, UnitControl control, Clock clock) {
        this.topology = topology;
        this.control = control;
        this.clock = clock;
    }

    StepOutcome attempt(Move move, MoveState.Running running) {
        return switch (running.step()) {
            case PRECHECK -> precheck(move);
            case FREEZE_SOURCE -> freezeSource(move);
            case DRAIN -> drain(move);
            case CATCH_UP -> catchUp(move);
            case CONFIRM_DEAD -> confirmDead(move);
            case FENCE -> fence(move);
            case WAIT_OUT_LEASE -> waitOutLease(move, running);
            case SELECT_TARGET -> selectTarget(move);
            case CATCH_UP_TO_BEST -> catchUpToBest(move);
            case RPO_DECISION -> decideRpo(move);
            case PROMOTE_TARGET -> promote(move);
            case SWITCH_ROUTES -> switchRoutes(move, running);
            case OPEN_WRITES -> openWrites(move);
            case VERIFY -> verify(move);
            case REVERSE_REPLICATION -> reverseReplication(move);
            case HOLD_OLD_SOURCE -> holdOldSource(move);
            case UNFREEZE_SOURCE -> unfreeze(move, running);
            case REFREEZE_TARGET -> refreeze(move);
        };
    }

    private StepOutcome precheck(Move move) {
        if (!topology.unit(move.unit()).mayLead().contains(move.target())) {
            return new StepOutcome.Impossible("INV-15 TopologyCompatible: " + move.target() + " may not lead "
                    + move.unit() + ", only " + topology.unit(move.unit()).mayLead() + " may");
        }
        List<ReplicaStatus> answered = control.observe(move.unit());
        Optional<ReplicaStatus> source = of(move.source(), answered);
        Optional<ReplicaStatus> target = of(move.target(), answered);
        if (source.isEmpty() || target.isEmpty() || answered.size() < topology.majority()) {
            return new StepOutcome.NotYet("source, target and a majority must answer, " + answered.size() + " do");
        }
        if (!source.get().writable() || source.get().leading() != move.sourceEpoch()) {
            return new StepOutcome.NotYet(move.source() + " does not take writes in epoch " + move.sourceEpoch());
        }
        long lag = source.get().position() - target.get().position();
        boolean deaf = target.get().leaderSilent().compareTo(Death.SILENCE) >= 0;
        if (lag > MAX_LAG || deaf) {
            return new StepOutcome.NotYet(move.target() + " is " + lag + " entries behind");
        }
        return checkRoom(source.get().load(), move, target.get().spare());
    }

    /** What a store does not tell is NaN, with which nothing compares: it is not checked. */
    private static StepOutcome checkRoom(double load, Move move, double spare) {
        return load * HEADROOM > spare
                ? new StepOutcome.NotYet("INV-15 TopologyCompatible: " + move.source() + " carries " + Math.round(load)
                        + ", " + move.target() + " has room for " + Math.round(spare) + ", " + HEADROOM
                        + " times the load is needed")
                : new StepOutcome.Done(move);
    }

    private StepOutcome freezeSource(Move move) {
        StepOutcome held = route(move, held(move.sourceEpoch(), move.source(), LONGEST_FREEZE), true);
        if (!(held instanceof StepOutcome.Done)) {
            return held;
        }
        return control.freeze(move.unit(), move.source(), move.sourceEpoch(), LONGEST_FREEZE)
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet(move.source() + " did not freeze");
    }

    private StepOutcome drain(Move move) {
        Optional<ReplicaStatus> source = of(move.source(), control.observe(move.unit()));
        if (source.isEmpty() || !source.get().frozen()) {
            return notFrozen(move);
        }
        long inFlight = source.get().position() - source.get().committed();
        return inFlight == 0
                ? new StepOutcome.Done(move.fencedAt(source.get().position()))
                : new StepOutcome.NotYet(inFlight + " entries are in flight");
    }

    private static StepOutcome notFrozen(Move move) {
        return new StepOutcome.NotYet(move.source() + " is not frozen");
    }

    private StepOutcome catchUp(Move move) {
        List<ReplicaStatus> answered = control.observe(move.unit());
        if (of(move.source(), answered).filter(ReplicaStatus::frozen).isEmpty()) {
            return notFrozen(move);
        }
        Optional<ReplicaStatus> target = of(move.target(), answered);
        long applied = target.map(ReplicaStatus::committed).orElse(-1L);
        return applied >= move.fencePosition()
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet(move.target() + " has applied " + applied + " of " + move.fencePosition());
    }

    private StepOutcome confirmDead(Move move) {
        Death.Judgement judgement = Death.judge(topology, control.observe(move.unit()), move.source());
        return judgement.confirmed()
                ? new StepOutcome.Done(move)
                : new StepOutcome.Impossible("INV-04 MultiObserverConfirm: " + judgement.because());
    }

    private StepOutcome fence(Move move) {
        List<ReplicaStatus> promised = control.fence(move.unit(), move.epoch(), move.id());
        return isMajority(promised)
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet("INV-13 SingleWriter: " + promised.size() + " of "
                        + topology.sites().size() + " promised epoch " + move.epoch() + ", a majority must");
    }

    /** From the promise of a majority on, the old leader's lease can only run out. */
    private StepOutcome waitOutLease(Move move, MoveState.Running running) {
        if (clock.instant().isAfter(running.since().plus(LEASE))) {
            return new StepOutcome.Done(move);
        }
        boolean deposed = of(move.source(), promisedTo(move)).isPresent();
        return deposed
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet("the lease of " + move.source() + " may last");
    }

    private StepOutcome selectTarget(Move move) {
        List<ReplicaStatus> promised = promisedTo(move);
        if (!isMajority(promised)) {
            return new StepOutcome.NotYet("a majority of those that promised must answer, " + promised.size() + " do");
        }
        long end = best(promised).position();
        return topology.unit(move.unit()).mayLead().stream()
                .filter(centre -> !centre.equals(move.source()))
                .filter(centre -> of(centre, promised).isPresent())
                .findFirst()
                .<StepOutcome>map(
                        centre -> new StepOutcome.Done(move.towards(centre).fencedAt(end)))
                .orElseGet(() -> new StepOutcome.NotYet(
                        "INV-15 TopologyCompatible: none of those that may lead " + move.unit() + " answers"));
    }

    private StepOutcome catchUpToBest(Move move) {
        List<ReplicaStatus> promised = promisedTo(move);
        Optional<ReplicaStatus> target = of(move.target(), promised);
        if (!isMajority(promised) || target.isEmpty()) {
            return new StepOutcome.NotYet("the target and a majority must answer, " + promised.size() + " do");
        }
        ReplicaStatus best = best(promised);
        if (target.get().isAsCompleteAs(best)) {
            return new StepOutcome.Done(move);
        }
        return completeFrom(best, move);
    }

    private StepOutcome completeFrom(ReplicaStatus best, Move move) {
        control.catchUp(move.unit(), move.target(), best.centre(), move.epoch());
        return new StepOutcome.NotYet("INV-14 RpoGuard: " + move.target() + " lacks what " + best.centre() + " has");
    }

    /**
     * Whatever was acknowledged is on a majority; that majority shares a replica with those that promised; so a target as
     * complete as all of them has it.
     */
    private StepOutcome decideRpo(Move move) {
        List<ReplicaStatus> promised = promisedTo(move);
        Optional<ReplicaStatus> target = of(move.target(), promised);
        boolean proved =
                isMajority(promised) && target.isPresent() && target.get().isAsCompleteAs(best(promised));
        return proved
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet(
                        "INV-14 RpoGuard: it is not proved that " + move.target() + " has every acknowledged write");
    }

    private StepOutcome promote(Move move) {
        List<ReplicaStatus> promised = control.fence(move.unit(), move.epoch(), move.id());
        if (!isMajority(promised)) {
            return new StepOutcome.NotYet("INV-13 SingleWriter: only " + promised.size() + " promised");
        }
        if (move.kind() == Move.Kind.SWITCHOVER && of(move.source(), promised).isEmpty()) {
            return new StepOutcome.NotYet("INV-13 SingleWriter: " + move.source() + " has not stepped down");
        }
        Optional<ReplicaStatus> target = of(move.target(), promised);
        if (target.isEmpty()) {
            return new StepOutcome.NotYet("INV-14 RpoGuard: " + move.target() + " does not answer");
        }
        ReplicaStatus best = best(promised);
        if (!leads(target.get(), move) && !target.get().isAsCompleteAs(best)) {
            // The freeze ended before its source promised, and it took writes in between.
            return completeFrom(best, move);
        }
        return control.promote(move.unit(), move.target(), move.epoch(), move.id())
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet(move.target() + " does not lead yet");
    }

    /** After a loss the routers of centres that are lost too are not waited for. */
    private StepOutcome switchRoutes(Move move, MoveState.Running running) {
        boolean all = move.kind() == Move.Kind.SWITCHOVER && isWaitedFor(running);
        return route(move, RouteRule.open(0, move.epoch(), move.target()), all);
    }

    private boolean isWaitedFor(MoveState.Running running) {
        return clock.instant().isBefore(running.since().plus(ROUTERS_MAY_TAKE));
    }

    private StepOutcome openWrites(Move move) {
        return control.openWrites(move.unit(), move.target(), move.epoch())
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet(move.target() + " is not open yet");
    }

    private StepOutcome verify(Move move) {
        return control.roundTrip(move.unit(), move.target(), move.epoch(), move.id())
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet("a write through the routers was not read back");
    }

    private StepOutcome reverseReplication(Move move) {
        List<ReplicaStatus> answered = control.observe(move.unit());
        Optional<ReplicaStatus> source = of(move.source(), answered);
        boolean follows = source.isPresent()
                && source.get().promised() == move.epoch()
                && source.get().lastEpoch() == move.epoch()
                && source.get().leaderSilent().compareTo(Death.SILENCE) < 0;
        return follows ? new StepOutcome.Done(move) : new StepOutcome.NotYet(move.source() + " does not follow yet");
    }

    /** If it answers it promises now; if not, the majority's promise holds it, and the watch looks after it later. */
    private StepOutcome holdOldSource(Move move) {
        control.fence(move.unit(), move.epoch(), move.id());
        return new StepOutcome.Done(move);
    }

    private StepOutcome unfreeze(Move move, MoveState.Running running) {
        boolean open = control.unfreeze(move.unit(), move.source(), move.sourceEpoch());
        RouteRule back = RouteRule.open(0, move.sourceEpoch(), move.source());
        StepOutcome routed = route(move, back, isWaitedFor(running));
        return open || !(routed instanceof StepOutcome.Done)
                ? routed
                : new StepOutcome.NotYet("the source is still frozen");
    }

    private StepOutcome refreeze(Move move) {
        StepOutcome held = route(move, held(move.epoch(), move.target(), Duration.ZERO), false);
        boolean frozen = control.freeze(move.unit(), move.target(), move.epoch(), Duration.ZERO);
        return frozen ? held : new StepOutcome.NotYet(move.target() + " does not freeze");
    }

    private static RouteRule held(long epoch, String leader, Duration atMost) {
        return new RouteRule(0, epoch, leader, false, atMost);
    }

    /** Makes the routers follow a rule, under the next version. @param all those that do not answer are needed too */
    private StepOutcome route(Move move, RouteRule wanted, boolean all) {
        Collection<RouteRule> before = control.rules(move.unit()).values();
        if (before.stream().anyMatch(rule -> rule.epoch() > wanted.epoch())) {
            return new StepOutcome.Impossible(
                    "INV-05 FreshPlanFence: routers follow a later move than one to epoch " + wanted.epoch());
        }
        if (follow(before, wanted, all)) {
            return new StepOutcome.Done(move);
        }
        long newest = before.stream().mapToLong(RouteRule::version).max().orElse(0);
        control.pushRule(move.unit(), wanted.as(newest + 1));
        return follow(control.rules(move.unit()).values(), wanted, all)
                ? new StepOutcome.Done(move)
                : new StepOutcome.NotYet("not every router "
                        + (wanted.writable() ? "leads writes to " + wanted.leader() : "holds writes back"));
    }

    private boolean follow(Collection<RouteRule> rules, RouteRule wanted, boolean all) {
        int needed = all ? topology.sites().size() : 1;
        return rules.size() >= needed && rules.stream().allMatch(wanted::isSameRoute);
    }

    private List<ReplicaStatus> promisedTo(Move move) {
        return control.observe(move.unit()).stream()
                .filter(replica -> replica.promised() == move.epoch())
                .toList();
    }

    private boolean isMajority(List<ReplicaStatus> replicas) {
        return replicas.size() >= topology.majority();
    }

    private static boolean leads(ReplicaStatus replica, Move move) {
        return replica.leading() == move.epoch();
    }

    private static ReplicaStatus best(List<ReplicaStatus> replicas) {
        return replicas.stream().max(ReplicaStatus.COMPLETENESS).orElseThrow();
    }

    private static Optional<ReplicaStatus> of(String centre, List<ReplicaStatus> replicas) {
        return replicas.stream()
                .filter(replica -> replica.centre().equals(centre))
                .findFirst();
    }
}
