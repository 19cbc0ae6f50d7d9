package io.traas.ui;

import io.traas.model.SampleBatch;
import io.traas.model.kafka.Route;
import io.traas.model.stage.StageHealth;
import io.traas.model.stage.StageHealth.Status;
import io.traas.model.wire.Topics;
import io.traas.ui.health.DeadLetterShelf;
import io.traas.ui.health.Pulse;
import io.traas.ui.history.MemoryHistory;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.Projector;
import io.traas.ui.services.Catalogue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Reads the topics into the store and into memory. Starts in the background: the dashboard answers while Kafka is
 * away. Each store has a reading of its own, so that an emptied or exchanged one is filled again.
 */
final class Readers implements AutoCloseable {

    private static final int GROUP_SUFFIX = 8;
    private static final int READERS = 3;

    private final Thread starter;
    private final List<Intake.Reading> readings = new CopyOnWriteArrayList<>();

    Readers(
            Surroundings surroundings,
            IncidentStore store,
            Projector projector,
            Catalogue catalogue,
            MemoryHistory recent,
            Pulse pulse,
            DeadLetterShelf deadLetters) {
        List<Route<?>> inMemory = List.of(
                Route.fromBeginning(Topics.TARGETS, catalogue::target),
                Route.fromBeginning(Topics.RUNBOOKS, catalogue::runbook),
                Route.fromBeginning(Topics.DETECTORS, catalogue::detector),
                Route.fromBeginning(Topics.DEAD_LETTERS, deadLetters::add),
                Route.fromEnd(Topics.INCIDENTS, pulse::incident),
                Route.fromEnd(Topics.DECISIONS, pulse::decision),
                Route.fromEnd(Topics.LEDGER, pulse::ledger));
        // Charts begin where the topic still reaches back to, not where this process began.
        Route<SampleBatch> metrics = Route.recent(Topics.METRICS, recent.retention(), batch -> {
            pulse.metrics(batch);
            if (!Pulse.isHeartbeat(batch)) {
                recent.accept(batch);
            }
        });
        String group = "traas-ui-" + store.id().substring(0, GROUP_SUFFIX);
        starter = new Thread(
                () -> {
                    try {
                        surroundings.waitForTopics().await();
                        Intake intake = surroundings.intake();
                        readings.add(intake.replaying("traas-ui-state", inMemory));
                        readings.add(intake.replaying("traas-ui-samples", List.of(metrics)));
                        readings.add(intake.committed(group, projector.routes()));
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ui-readers");
        starter.setDaemon(true);
        starter.start();
    }

    StageHealth health() {
        Map<String, String> facts = new TreeMap<>();
        if (readings.size() < READERS) {
            return new StageHealth("ui", Status.DEGRADED, "waiting for Kafka", facts);
        }
        // Several read the same topic: the one that is furthest behind counts.
        readings.forEach(reading -> reading.lag()
                .forEach((topic, lag) -> facts.merge("lag." + topic, Long.toString(lag), Readers::larger)));
        for (Intake.Reading reading : readings) {
            if (!reading.failure().isEmpty()) { // What is shown is frozen.
                return new StageHealth("ui", Status.DOWN, reading.failure() + "; restart this stage", facts);
            }
        }
        return readings.get(0).isCaughtUp()
                ? new StageHealth("ui", Status.UP, "", facts)
                : new StageHealth("ui", Status.DEGRADED, "reading the topics up", facts);
    }

    @Override
    public void close() {
        starter.interrupt();
        try {
            starter.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        readings.forEach(Intake.Reading::close);
    }

    private static String larger(String one, String other) {
        return Long.parseLong(one) >= Long.parseLong(other) ? one : other;
    }
}
