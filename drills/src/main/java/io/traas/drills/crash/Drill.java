package io.traas.drills.crash;

import io.traas.drills.crash.CrashCase.Failure;
import io.traas.drills.crash.CrashCase.Point;
import io.traas.drills.crash.CrashCase.Recovery;
import io.traas.model.Action;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * One run after the other on the same ground: a fresh workload falls ill, a plan is decided, the replica that acts dies as
 * the case says, the plan comes to its end all the same, and what was done is examined; once more when all runs are over.
 */
final class Drill {

    /** What is promised of every plan, however it is disturbed. */
    private static final Duration ENDS_WITHIN = Duration.ofMinutes(5);

    private static final Duration REACHED_WITHIN = Duration.ofMinutes(1);

    /** For what is not under test; on a busy machine a process needs long to start. */
    static final Duration PATIENCE = Duration.ofMinutes(3);

    private static final Duration POLL = Duration.ofMillis(40);
    static final Duration ARRIVES_WITHIN = Duration.ofMillis(200);

    /** Of the runs in which a replica is stopped, so many see the platform stopped meanwhile. */
    private static final int STOPPED_EVERY = 3;

    private static final Duration OBSERVE = Duration.ofMillis(400);
    /** Long enough to be noticed; a process that is stopped meanwhile goes on at once when it is let. */
    private static final Duration HELD = Duration.ofMillis(600);

    private final Ground ground;
    private final Clock clock;
    private final Duration session;
    private final Duration outage;
    private final Judgements judgements;
    private int runs;
    private Patient patient;
    private Patient previous;
    private Illness illness;
    private Instant stoppedAt;
    private Instant observedAt = Instant.EPOCH;

    /**
     * @param judgements told of every run
     * @param session silence after which another replica takes over
     * @param outage how long a replica is stopped or cut off
     */
    Drill(Ground ground, Clock clock, Judgements judgements, Duration session, Duration outage) {
        this.ground = ground;
        this.clock = clock;
        this.judgements = judgements;
        this.session = session;
        this.outage = outage;
    }

    /** @throws IllegalStateException when the ground itself does not hold */
    Verdict run(CrashCase drilled) throws InterruptedException {
        runs++;
        stoppedAt = null;
        Instant begun = clock.instant();
        Replica actor = awaitActor();
        Replica other = ground.replicas().stream()
                .filter(replica -> replica != actor)
                .findFirst()
                .orElseThrow();
        int position = ground.ledger().size();
        patient = new Patient(ground.client(), "patient-" + runs);
        illness = new Illness("incident-" + runs, patient);
        patient.admit();
        await("three pods ready", () -> patient.isReady(observe()));
        RemediationPlan plan = illness.plan("drilled", steps(observe()), clock.instant());
        if (drilled.recovery() == Recovery.SAME_NODE) {
            other.freeze();
        }
        boolean came;
        try {
            came = breakDown(drilled, actor, other, plan, position);
        } finally {
            ground.replicas().forEach(replica -> replica.order(""));
        }
        Instant limit = clock.instant().plus(ENDS_WITHIN);
        while (!Examination.isOver(plan.id(), ground.ledger().since(position))
                && clock.instant().isBefore(limit)) {
            observe();
            pause();
        }
        other.thaw();
        Verdict verdict = judgements.judge(
                new Judgements.Run(plan.id(), patient.target().name(), position, stoppedAt),
                drilled,
                came,
                Duration.between(begun, clock.instant()).toMillis() / 1e3);
        if (stoppedAt != null) {
            ground.setSwitch("run");
        }
        leave();
        return verdict;
    }

    /** For the platform the workload is gone. It stays a run longer, or what comes too late would find nothing to change. */
    private void leave() {
        ground.publisher().publish(Topics.TARGETS, patient.gone(clock.instant()));
        ground.publisher().publish(Topics.INCIDENTS, illness.incident(Lifecycle.CLOSED, clock.instant()));
        if (previous != null) {
            previous.discharge();
        }
        previous = patient;
    }

    /** @return whether the point was reached */
    private boolean breakDown(CrashCase drilled, Replica actor, Replica other, RemediationPlan plan, int position)
            throws InterruptedException {
        if (!drilled.point().isOfTakeOver()) {
            int before = actor.pointsReached();
            actor.order(order(drilled));
            decide(drilled, plan, position);
            return failAt(drilled, actor, before);
        }
        // Whoever acts has to leave something open first, to the one that is to die while it takes over.
        Replica victim = drilled.recovery() == Recovery.SAME_NODE ? actor : other;
        int before = victim == actor ? 0 : victim.pointsReached(); // The actor has a life of its own again by then.
        actor.order(Point.INTENT_DURABLE + ":1:halt#" + runs);
        if (victim == other) {
            victim.order(order(drilled));
        }
        decide(drilled, plan, position);
        if (!reach(() -> !actor.isAlive())) {
            return false;
        }
        actor.order(victim == actor ? order(drilled) : "");
        actor.start();
        return failAt(drilled, victim, before);
    }

    private boolean failAt(CrashCase drilled, Replica victim, int pointsBefore) throws InterruptedException {
        boolean came = reach(() -> !victim.isAlive() || victim.pointsReached() > pointsBefore);
        if (came) {
            fail(drilled.failure(), victim);
        }
        return came;
    }

    private String order(CrashCase drilled) {
        String how = drilled.failure() == Failure.KILL ? "halt" : "hold:" + HELD;
        return drilled.point() + ":1:" + how + "#" + runs;
    }

    private void fail(Failure failure, Replica victim) throws InterruptedException {
        switch (failure) {
            case KILL -> {
                await("the end of " + victim.name(), () -> !victim.isAlive());
                victim.start();
            }
            case PAUSE -> {
                victim.freeze();
                if (runs % STOPPED_EVERY == 0) {
                    ground.setSwitch("stop");
                    stoppedAt = clock.instant();
                }
                outage();
                victim.thaw();
                settle(victim);
            }
            case CUT -> {
                victim.cut();
                outage();
                victim.heal();
                settle(victim);
            }
        }
    }

    /**
     * What the victim sent, or was about to send, arrives only now. No effect is counted before a session has passed and it
     * has found out where it stands: it leaves the acting to another, or acts in the newest epoch.
     */
    private void settle(Replica victim) throws InterruptedException {
        victim.awaitReady(); // One that was to die while it took over may have been started in this run.
        Instant least = clock.instant().plus(session);
        Instant limit = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(least) || !knowsItsPlace(victim)) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException(victim.name() + " acts in an epoch that is over, or does not answer, "
                        + PATIENCE.toSeconds() + " s after its return");
            }
            observe();
            pause();
        }
    }

    private boolean knowsItsPlace(Replica victim) throws InterruptedException {
        long newest = ground.ledger().epochAt(ground.ledger().size());
        return victim.epoch().stream().anyMatch(epoch -> epoch == Replica.STANDING_BY || epoch == newest);
    }

    private void outage() throws InterruptedException {
        Instant end = clock.instant().plus(outage);
        while (clock.instant().isBefore(end)) {
            observe();
            pause();
        }
    }

    /** The replica that acts, with the other one standing by. */
    private Replica awaitActor() throws InterruptedException {
        for (Replica replica : ground.replicas()) {
            if (!replica.isAlive()) {
                replica.start();
            }
            replica.awaitReady();
        }
        Instant limit = clock.instant().plus(PATIENCE);
        while (clock.instant().isBefore(limit)) {
            for (Replica replica : ground.replicas()) {
                if (replica.isActing()) {
                    return replica;
                }
            }
            pause();
        }
        throw new IllegalStateException("no replica acts after " + PATIENCE.toSeconds() + " s");
    }

    private void decide(CrashCase drilled, RemediationPlan plan, int position) throws InterruptedException {
        // Nothing keeps the order between topics: what the decision rests on has to have arrived before.
        TargetState state = patient.state(clock.instant());
        publish(state, clock.instant());
        pause(ARRIVES_WITHIN);
        Instant now = clock.instant();
        Incident incident = illness.incident(Lifecycle.OPENED, now);
        Decision.Choice choice = drilled.point().needsPerson()
                ? new Decision.AskHuman(plan, "the drill wants a person to be asked")
                : new Decision.Act(plan);
        ground.publisher().publish(Topics.INCIDENTS, incident);
        ground.publisher().publish(Topics.DECISIONS, illness.decision(plan, choice, incident, state, now));
        if (drilled.point().needsPerson()) {
            reach(() -> asked(plan, position).isPresent());
            asked(plan, position)
                    .map(asked -> new Command.Approve(
                            "approve-" + plan.id(), clock.instant(), "drill", "go", plan.id(), asked.planHash()))
                    .ifPresent(yes -> ground.publisher().publish(Topics.COMMANDS, yes));
        }
    }

    private Optional<LedgerEntry.ApprovalAsked> asked(RemediationPlan plan, int since) {
        return ground.ledger().since(since).stream()
                .filter(LedgerEntry.ApprovalAsked.class::isInstance)
                .map(LedgerEntry.ApprovalAsked.class::cast)
                .filter(asked -> asked.planId().equals(plan.id()))
                .findFirst();
    }

    /** Pods are taken away for good only when they are ill: these fall silent first. */
    private List<Action> steps(TargetState state) {
        PodState pod = state.pods().get(0);
        Target target = Target.pod(Patient.CLUSTER, Patient.NAMESPACE, pod.name());
        Action restart = new Action.RestartWorkload(patient.target());
        Action scale = new Action.Scale(patient.target(), state.desired(), state.desired() + 1);
        boolean takesPod = runs % 5 == 1 || runs % 5 == 2;
        if (takesPod) {
            patient.fallSilent(target, clock.instant());
        }
        return switch (runs % 5) {
            case 0 -> List.of(restart);
            case 1 -> List.of(new Action.DeletePod(target, pod.uid()));
            case 2 -> List.of(new Action.EvictPod(target, pod.uid()));
            case 3 -> List.of(scale);
            default -> List.of(restart, scale);
        };
    }

    /** What collectors would say now; not more often than they would. */
    private TargetState observe() {
        Instant now = clock.instant();
        TargetState state = patient.state(now);
        if (now.isAfter(observedAt.plus(OBSERVE))) {
            publish(state, now);
        }
        return state;
    }

    private void publish(TargetState state, Instant now) {
        observedAt = now;
        ground.publisher().publish(Topics.TARGETS, state.followed(now));
        patient.scrape(state, now).forEach(batch -> ground.publisher().publish(Topics.METRICS, batch));
    }

    /** @return false when it took too long */
    private boolean reach(BooleanSupplier condition) throws InterruptedException {
        Instant limit = clock.instant().plus(REACHED_WITHIN);
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(limit)) {
                return false;
            }
            observe();
            pause();
        }
        return true;
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant limit = clock.instant().plus(PATIENCE);
        while (!condition.getAsBoolean()) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException("waited " + PATIENCE.toSeconds() + " s for " + what + " in vain");
            }
            pause();
        }
    }

    static void pause() throws InterruptedException {
        pause(POLL);
    }

    static void pause(Duration time) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
    }
}
