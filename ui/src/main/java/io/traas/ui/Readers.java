package io.traas.ui;

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

/**
 * Reads the topics into the store and into memory. Starts in the background: the dashboard answers while Kafka is
 * away. Each store has a reading of its own, so that an emptied or exchanged one is filled again.
 */
final class Readers implements AutoCloseable {

    private static final int GROUP_SUFFIX = 8;

    private final Thread starter;
    private volatile Intake.Reading incidents;
    private volatile Intake.Reading state;

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
                Route.fromEnd(Topics.LEDGER, pulse::ledger),
                Route.fromEnd(Topics.METRICS, batch -> {
                    pulse.metrics(batch);
                    if (!Pulse.isHeartbeat(batch)) {
                        recent.accept(batch);
                    }
                }));
        String group = "traas-ui-" + store.id().substring(0, GROUP_SUFFIX);
        starter = new Thread(
                () -> {
                    try {
                        surroundings.waitForTopics().await();
                        state = surroundings.intake().replaying("traas-ui-state", inMemory);
                        incidents = surroundings.intake().committed(group, projector.routes());
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
        if (state == null || incidents == null) {
            return new StageHealth("ui", Status.DEGRADED, "waiting for Kafka", facts);
        }
        incidents.lag().forEach((topic, lag) -> facts.put("lag." + topic, Long.toString(lag)));
        state.lag().forEach((topic, lag) -> facts.putIfAbsent("lag." + topic, Long.toString(lag)));
        return state.isCaughtUp()
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
        if (incidents != null) {
            incidents.close();
        }
        if (state != null) {
            state.close();
        }
    }
}
