package io.traas.drills.crash;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.Risk;
import io.traas.model.RolloutAction;
import io.traas.model.Severity;
import io.traas.model.SuccessCriterion;
import io.traas.model.TargetState;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Many workloads that fall ill at the same moment, each with a plan of its own. The plans take nothing away, so that all
 * of them may be carried out at once: more than there are hands for. The workloads have no pods, since what is under test is
 * the platform and not the cluster.
 */
final class Rush {

    private final Ground ground;
    private final Clock clock;
    private final String name;
    private final Patient bystander;
    private final List<Patient> patients;
    private final List<TargetState> states = new ArrayList<>();
    private final List<Incident> incidents = new ArrayList<>();
    private TargetState calm;

    /** @param name which no other rush on the same ground has */
    Rush(Ground ground, Clock clock, String name, int size) {
        this.ground = ground;
        this.clock = clock;
        this.name = name;
        this.bystander = new Patient(ground.client(), name + "-bystander");
        this.patients = IntStream.range(0, size)
                .mapToObj(number -> new Patient(ground.client(), name + "-" + number, 0))
                .toList();
    }

    int size() {
        return patients.size();
    }

    /** Everybody is there and known to the platform, and the collectors are heard. */
    void admit() throws InterruptedException {
        bystander.admit();
        patients.forEach(Patient::admit);
        Instant limit = clock.instant().plus(Drill.PATIENCE);
        for (Patient patient : patients) {
            states.add(settled(patient, limit));
        }
        calm = settled(bystander, limit);
        ground.publisher().publish(Topics.TARGETS, calm);
        states.forEach(state -> ground.publisher().publish(Topics.TARGETS, state));
        observe();
    }

    /** One scrape of the bystander, so that the collectors are heard: call several times a second. */
    void observe() {
        bystander
                .scrape(calm, clock.instant())
                .forEach(batch -> ground.publisher().publish(Topics.METRICS, batch));
    }

    private TargetState settled(Patient patient, Instant limit) throws InterruptedException {
        TargetState state = patient.state(clock.instant());
        while (!patient.isReady(state)) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException(patient.target() + " was not ready in time");
            }
            Drill.pause();
            state = patient.state(clock.instant());
        }
        return state;
    }

    /** Everybody falls ill. Nothing keeps the order between topics, so give it a moment to arrive. */
    void fallIll() {
        for (int i = 0; i < patients.size(); i++) {
            Incident incident = incident(i, Lifecycle.OPENED);
            incidents.add(incident);
            ground.publisher().publish(Topics.INCIDENTS, incident);
        }
    }

    /** Every plan is decided. */
    void decide() {
        for (int i = 0; i < patients.size(); i++) {
            ground.publisher().publish(Topics.DECISIONS, decision(incidents.get(i), states.get(i)));
        }
    }

    /** Everything of it is gone, also for the platform: pods that only fell silent would look like trouble. */
    void discharge() {
        for (int i = 0; i < patients.size(); i++) {
            discharge(patients.get(i));
            ground.publisher().publish(Topics.INCIDENTS, incident(i, Lifecycle.CLOSED));
        }
        discharge(bystander);
    }

    private void discharge(Patient patient) {
        patient.discharge();
        ground.publisher().publish(Topics.TARGETS, patient.gone(clock.instant()));
    }

    boolean isOf(Effect effect) {
        return effect.target().startsWith(name + "-");
    }

    private Incident incident(int number, Lifecycle state) {
        Instant now = clock.instant();
        Patient patient = patients.get(number);
        return new Incident(
                "incident-" + name + "-" + number,
                state,
                patient.target(),
                FailureClass.ERRORS,
                Severity.SEV2,
                0.9,
                now,
                now,
                state == Lifecycle.CLOSED ? now : null,
                now,
                now,
                List.of(),
                List.of(),
                patient.target(),
                List.of(patient.target()),
                1);
    }

    private Decision decision(Incident incident, TargetState state) {
        Instant now = clock.instant();
        List<Action> steps = List.of(new RolloutAction.PauseRollout(state.target(), 0));
        RemediationPlan plan = new RemediationPlan(
                RemediationPlan.idOf(incident.id(), 1, steps),
                incident.id(),
                "rush",
                "1",
                1,
                steps,
                "the drill wants it",
                now,
                now.plusSeconds(120),
                new SuccessCriterion(1, 20, true, 0.6),
                Risk.LOW,
                Autonomy.AUTO);
        DecisionFacts facts = new DecisionFacts(now, incident, List.of(), List.of(state), List.of());
        return new Decision(
                "decision-" + plan.id(),
                incident.id(),
                now,
                1,
                Decision.Mode.ENFORCED,
                new Decision.Act(plan),
                new Decision.Explanation(List.of(), List.of(), List.of(), facts));
    }
}
