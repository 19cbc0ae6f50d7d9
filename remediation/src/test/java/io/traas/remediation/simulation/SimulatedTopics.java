package io.traas.remediation.simulation;

import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.Incident;
import io.traas.model.TargetState;
import java.util.ArrayList;
import java.util.List;

/**
 * The other topics as a replica reads them: everything arrives at least once and in the end; some of it twice, some of it
 * after what was written later.
 */
final class SimulatedTopics {

    final List<Decision> decisions = new ArrayList<>();
    final List<Incident> incidents = new ArrayList<>();
    final List<TargetState> states = new ArrayList<>();
    final List<Command> commands = new ArrayList<>();

    private final Baton baton;
    private final Chance chance;
    private final Chaos chaos;

    SimulatedTopics(Baton baton, Chance chance, Chaos chaos) {
        this.baton = baton;
        this.chance = chance;
        this.chaos = chaos;
    }

    <T> void publish(List<T> topic, T value) {
        if (chance.perMille(chaos.weather().topicTwice())) {
            baton.later(chance.millis(1, 30_000), () -> topic.add(value));
        }
        if (chance.perMille(chaos.weather().topicLate())) {
            baton.later(chance.millis(1, 10_000), () -> topic.add(value));
        } else {
            topic.add(value);
        }
    }
}
