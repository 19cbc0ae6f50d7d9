package io.traas.drills.crash;

import io.traas.model.Action;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.RemediationPlan;
import io.traas.model.RolloutAction;
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
        states.forEach(state -> ground.publisher().publish(Topics.TARGETS, state));
        observe();
    }

    /** The cluster is followed, and one scrape of the bystander, so that the collectors are heard: call often. */
    void observe() {
        Instant now = clock.instant();
        ground.publisher().publish(Topics.TARGETS, calm.followed(now));
        bystander.scrape(calm, now).forEach(batch -> ground.publisher().publish(Topics.METRICS, batch));
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
            Incident incident = illness(i).incident(Lifecycle.OPENED, clock.instant());
            incidents.add(incident);
            ground.publisher().publish(Topics.INCIDENTS, incident);
        }
    }

    /** Every plan is decided. */
    void decide() {
        for (int i = 0; i < patients.size(); i++) {
            ground.publisher().publish(Topics.DECISIONS, decision(i));
        }
    }

    /** Everything of it is gone, also for the platform: pods that only fell silent would look like trouble. */
    void discharge() {
        for (int i = 0; i < patients.size(); i++) {
            discharge(patients.get(i));
            ground.publisher().publish(Topics.INCIDENTS, illness(i).incident(Lifecycle.CLOSED, clock.instant()));
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

    private Illness illness(int number) {
        return new Illness("incident-" + name + "-" + number, patients.get(number));
    }

    private Decision decision(int number) {
        List<Action> steps =
                List.of(new RolloutAction.PauseRollout(states.get(number).target(), 0));
        Illness illness = illness(number);
        Instant now = clock.instant();
        RemediationPlan plan = illness.plan("rush", steps, now);
        return illness.decision(plan, new Decision.Act(plan), incidents.get(number), states.get(number), now);
    }
}
