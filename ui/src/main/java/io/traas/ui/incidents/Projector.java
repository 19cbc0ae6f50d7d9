package io.traas.ui.incidents;

import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Command;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.kafka.RetryLaterException;
import io.traas.model.kafka.Route;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.transaction.TransactionException;

/**
 * Turns the records of the topics into rows. Each record is one transaction; the same record again changes nothing.
 * Records of one incident may come in any order across topics: what comes before its incident waits in the timeline.
 * Heartbeats are not incidents and leave no trace here.
 */
public final class Projector {

    private static final String HEARTBEAT_PREFIX = "heartbeat-";
    private static final Duration CHANGES_BEFORE_INCIDENT = Duration.ofMinutes(30);
    private static final Set<EventKind> LEDGER_KINDS = EnumSet.of(
            EventKind.GUARD,
            EventKind.APPROVAL,
            EventKind.INTENT,
            EventKind.RESULT,
            EventKind.VERIFICATION,
            EventKind.ESCALATION);

    private final IncidentStore store;
    private final Runnable committed;

    /** @param committed called after each transaction, to tell the live stream */
    public Projector(IncidentStore store, Runnable committed) {
        this.store = store;
        this.committed = committed;
    }

    public List<Route<?>> routes() {
        return List.of(
                Route.fromBeginning(Topics.ANOMALIES, this::anomaly),
                Route.fromBeginning(Topics.INCIDENTS, this::incident),
                Route.fromBeginning(Topics.DECISIONS, this::decision),
                Route.fromBeginning(Topics.LEDGER, this::ledger),
                Route.fromBeginning(Topics.COMMANDS, this::command),
                Route.fromBeginning(Topics.CHANGES, this::change));
    }

    public void incident(Incident incident) {
        if (incident.failureClass() == FailureClass.HEARTBEAT) {
            return;
        }
        write(() -> {
            Incident before = store.incident(incident.id()).orElse(null);
            if (before != null && incident.updatedAt().isBefore(before.updatedAt())) {
                return;
            }
            List<NewEvent> events = new ArrayList<>();
            for (Anomaly anomaly : incident.evidence()) {
                store.save(anomaly, incident.id());
                events.addAll(lines(anomaly, incident.id()));
            }
            events.addAll(Chronicle.of(before, incident));
            events.addAll(earlierChanges(incident));
            store.append(events);
            refresh(incident);
        });
    }

    public void anomaly(Anomaly anomaly) {
        if (anomaly.failureClass() == FailureClass.HEARTBEAT) {
            return;
        }
        write(() -> {
            store.save(anomaly, null);
            store.incidentOfAnomaly(anomaly.id()).ifPresent(incidentId -> {
                store.append(lines(anomaly, incidentId));
                refresh(incidentId);
            });
        });
    }

    public void decision(Decision decision) {
        if (isHeartbeat(decision.incidentId())) {
            return;
        }
        append(Chronicle.of(decision));
    }

    public void ledger(LedgerEntry entry) {
        if (entry instanceof LedgerEntry.HeartbeatSeen || isHeartbeat(entry.incidentId())) {
            return;
        }
        append(Chronicle.of(entry));
    }

    public void command(Command command) {
        write(() -> {
            String incidentId = command instanceof Command.Acknowledge acknowledge
                    ? acknowledge.incidentId()
                    : store.incidentOfPlan(command.scope()).orElse(null);
            store.append(List.of(Chronicle.of(command, incidentId)));
            refresh(incidentId);
        });
    }

    public void change(ChangeEvent change) {
        write(() -> {
            List<NewEvent> events = new ArrayList<>();
            events.add(Chronicle.of(change, null));
            List<String> touched = new ArrayList<>();
            for (IncidentSummary open : store.open()) {
                Incident incident = store.incident(open.id()).orElseThrow();
                if (concerned(incident).contains(change.target())) {
                    events.add(Chronicle.of(change, incident.id()));
                    touched.add(incident.id());
                }
            }
            store.append(events);
            touched.forEach(this::refresh);
        });
    }

    /** Everything known of an incident, for its page and its summary. */
    static IncidentView view(IncidentStore store, Incident incident) {
        return new IncidentView(
                incident,
                store.details(incident.id(), Decision.class, EnumSet.of(EventKind.DECISION)),
                ledger(store, incident.id()));
    }

    static List<LedgerEntry> ledger(IncidentStore store, String incidentId) {
        return store.details(incidentId, LedgerEntry.class, LEDGER_KINDS);
    }

    static boolean isHeartbeat(String incidentId) {
        return incidentId == null || incidentId.startsWith(HEARTBEAT_PREFIX);
    }

    private void append(NewEvent event) {
        write(() -> {
            store.append(List.of(event));
            refresh(event.incidentId());
        });
    }

    private List<NewEvent> lines(Anomaly anomaly, String incidentId) {
        NewEvent line = Chronicle.of(anomaly, incidentId);
        boolean opened = line.failed();
        return opened ? List.of(line) : List.of(Chronicle.of(reopened(anomaly), incidentId), line);
    }

    /** The opening of an anomaly that was first heard of when it was already over. */
    private static Anomaly reopened(Anomaly closed) {
        return new Anomaly(
                closed.id(),
                Lifecycle.OPENED,
                closed.series(),
                closed.workload(),
                closed.node(),
                closed.detector(),
                closed.kind(),
                closed.failureClass(),
                closed.openedAt(),
                closed.openedAt(),
                closed.observed(),
                closed.expectedLow(),
                closed.expectedHigh(),
                closed.score(),
                closed.severity(),
                closed.completeness(),
                closed.because());
    }

    private List<NewEvent> earlierChanges(Incident incident) {
        Instant since = incident.openedAt().minus(CHANGES_BEFORE_INCIDENT);
        List<NewEvent> events = new ArrayList<>();
        for (Target target : concerned(incident)) {
            for (ChangeEvent change : store.changesOf(target, since, incident.updatedAt())) {
                events.add(Chronicle.of(change, incident.id()));
            }
        }
        return events;
    }

    private static Set<Target> concerned(Incident incident) {
        Set<Target> targets = new LinkedHashSet<>();
        targets.add(incident.service());
        incident.suspects().stream().map(Suspect::target).forEach(targets::add);
        return targets;
    }

    private void refresh(String incidentId) {
        if (incidentId != null) {
            store.incident(incidentId).ifPresent(this::refresh);
        }
    }

    private void refresh(Incident incident) {
        String lastChange = store.latestText(incident.id()).orElse("");
        store.save(incident, view(store, incident).summary(lastChange));
    }

    private void write(Runnable work) {
        try {
            store.write(() -> {
                work.run();
                return null;
            });
        } catch (DataIntegrityViolationException e) {
            throw e;
        } catch (DataAccessException | TransactionException e) {
            throw new RetryLaterException("the incident store does not answer: " + e.getMessage(), e);
        }
        committed.run();
    }
}
