package io.traas.runbooks;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.traas.model.ChangeEvent;
import io.traas.model.Decision;
import io.traas.model.Decision.Act;
import io.traas.model.Decision.AskHuman;
import io.traas.model.Decision.Choice;
import io.traas.model.Decision.DoNothing;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import io.traas.runbooks.decide.Decider;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes in what the topics say, and decides whenever that may have made a decision due: at once on every piece of news,
 * and again on every tick while an incident waits for better facts. Decides nothing before {@link #open}. Thread-safe.
 */
final class DecisionLoop {

    private static final Logger LOG = LoggerFactory.getLogger(DecisionLoop.class);
    private static final int MAX_PER_TICK = 100;

    private final Situation situation = new Situation();
    private final Publisher publisher;
    private final Clock clock;
    private final MeterRegistry metrics;
    private final Timer deciding;
    private Decider decider;
    private int ticked;
    private Instant lastHeartbeat = Instant.EPOCH;
    private long decisions;

    DecisionLoop(Publisher publisher, Clock clock, MeterRegistry metrics) {
        this.publisher = publisher;
        this.clock = clock;
        this.metrics = metrics;
        this.deciding = Timer.builder("traas.decision")
                .description("time to evaluate the runbooks on one incident")
                .publishPercentiles(0.5, 0.99)
                .register(metrics);
    }

    /** Call once the past has been read and the rules are compiled: from now on decisions are made. */
    synchronized void open(Decider ready) {
        decider = ready;
        considerEach(situation.undecided(clock.instant()));
    }

    synchronized boolean isOpen() {
        return decider != null;
    }

    synchronized void heard(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            heartbeat(incident);
            return;
        }
        situation.heard(incident);
        consider(incident.id());
    }

    synchronized void heard(TargetState state) {
        situation.heard(state);
        considerAllConcernedBy(state.target());
    }

    synchronized void heard(ChangeEvent change) {
        situation.heard(change);
        considerAllConcernedBy(change.target());
    }

    synchronized void heard(Decision decision) {
        situation.heard(decision);
    }

    synchronized void heard(LedgerEntry entry) {
        situation.heard(entry);
        consider(entry.incidentId());
    }

    /** Looks again at incidents that wait, the longest unlooked-at first, a bounded number at a time. */
    synchronized void tick() {
        List<Incident> waiting = situation.undecided(clock.instant());
        Collections.rotate(waiting, -ticked);
        ticked = waiting.size() <= MAX_PER_TICK ? 0 : (ticked + MAX_PER_TICK) % waiting.size();
        considerEach(waiting.stream().limit(MAX_PER_TICK).toList());
    }

    /** Named numbers for people. */
    synchronized Map<String, String> facts() {
        return Map.of(
                "openIncidents", Integer.toString(situation.openIncidents()),
                "undecided",
                        Integer.toString(situation.undecided(clock.instant()).size()),
                "targets", Integer.toString(situation.knownTargets()),
                "decisions", Long.toString(decisions),
                "lastHeartbeatAt", lastHeartbeat.toString());
    }

    private void considerAllConcernedBy(Target target) {
        considerEach(situation.undecided(clock.instant()).stream()
                .filter(incident -> situation.concerns(incident, target))
                .toList());
    }

    /** One incident that cannot be decided must not keep the others waiting; it is tried again on the next tick. */
    private void considerEach(List<Incident> incidents) {
        for (Incident incident : incidents) {
            try {
                consider(incident);
            } catch (RuntimeException e) {
                metrics.counter("traas.decisions.failed").increment();
                LOG.atError()
                        .addKeyValue("incident", incident.id())
                        .setCause(e)
                        .log("deciding on this incident failed; it will be tried again");
            }
        }
    }

    private void consider(String incidentId) {
        situation.undecided(incidentId, clock.instant()).ifPresent(this::consider);
    }

    private void consider(Incident incident) {
        if (decider == null) {
            return;
        }
        DecisionFacts facts = situation.factsOf(incident, clock.instant());
        Optional<Decision> decision = deciding.record(() -> decider.decide(facts));
        decision.filter(situation::isNews).ifPresent(this::announce);
    }

    private void heartbeat(Incident incident) {
        if (decider != null) {
            lastHeartbeat = clock.instant();
            DecisionFacts facts = new DecisionFacts(lastHeartbeat, incident, List.of(), List.of(), List.of());
            decider.decide(facts).ifPresent(decision -> publisher.publish(Topics.DECISIONS, decision));
        }
    }

    /** Counted as made from here on, so that nothing is decided twice while it is on its way. */
    private void announce(Decision decision) {
        situation.heard(decision);
        decisions++;
        String outcome = decision.outcome().getClass().getSimpleName();
        metrics.counter("traas.decisions", "outcome", outcome).increment();
        LOG.atInfo()
                .addKeyValue("incident", decision.incidentId())
                .addKeyValue("rung", decision.rung())
                .addKeyValue("outcome", outcome)
                .log(inWords(decision.outcome()));
        publisher.publish(Topics.DECISIONS, decision).whenComplete((done, failure) -> {
            if (failure != null) {
                takeBack(decision, failure);
            }
        });
    }

    private static String inWords(Choice choice) {
        if (choice instanceof Act act) {
            return act.plan().runbook() + ": " + act.plan().because();
        }
        return choice instanceof AskHuman ask ? ask.why() : ((DoNothing) choice).because();
    }

    private synchronized void takeBack(Decision decision, Throwable failure) {
        situation.undo(decision);
        LOG.atWarn()
                .addKeyValue("incident", decision.incidentId())
                .setCause(failure)
                .log("decision could not be written; it will be made again");
    }
}
