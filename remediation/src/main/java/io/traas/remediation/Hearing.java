package io.traas.remediation;

import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicReader;
import io.traas.model.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What one life of a replica hears from the topics. A part of it that ends makes the whole deaf: see {@link #failure}. */
final class Hearing implements AutoCloseable {

    private final Replica.Surroundings around;
    private final TopicReader events;
    private final TopicReader samples;

    Hearing(Replica.Surroundings around, Situation situation, Intake intake) {
        this.around = around;
        this.events = reading(
                "traas-remediation",
                List.of(
                        Route.fromBeginning(Topics.TARGETS, situation::onState),
                        Route.fromBeginning(Topics.INCIDENTS, situation::onIncident),
                        Route.fromBeginning(Topics.CHANGES, situation::onChange),
                        Route.fromBeginning(Topics.DETECTORS, situation::onSpec),
                        Route.fromBeginning(Topics.COMMANDS, intake::onCommand),
                        Route.fromBeginning(Topics.DECISIONS, intake::onDecision)));
        try {
            this.samples =
                    reading("traas-remediation-samples", List.of(Route.fromEnd(Topics.METRICS, situation::onSamples)));
        } catch (RuntimeException | Error e) {
            events.close();
            throw e;
        }
    }

    private TopicReader reading(String name, List<Route<?>> routes) {
        return TopicReader.replaying(around.kafka(), name, around.publisher(), around.clock(), routes);
    }

    /** True once everything that was on the topics at the start has been read. */
    boolean isCaughtUp() {
        return events.isCaughtUp();
    }

    /** What is no longer read, and why; empty while everything is heard. */
    String failure() {
        return events.failure().isEmpty() ? samples.failure() : events.failure();
    }

    Map<String, Long> lag() {
        Map<String, Long> lag = new TreeMap<>(events.lag());
        lag.putAll(samples.lag());
        return lag;
    }

    @Override
    public void close() {
        events.close();
        samples.close();
    }
}
