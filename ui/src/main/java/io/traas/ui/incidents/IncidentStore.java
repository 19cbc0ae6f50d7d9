package io.traas.ui.incidents;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Target;
import io.traas.model.wire.Json;
import io.traas.ui.incidents.IncidentSummary.State;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Incidents, their timeline and the anomalies, in SQL that H2 and PostgreSQL both read. Thread-safe. Throws Spring's
 * {@code DataAccessException} and {@code TransactionException}.
 *
 * <p>Writers take turns at the row of {@code event_sequence}: sequence numbers become visible in their order, so that
 * whoever reads "all after N" misses nothing.
 */
public final class IncidentStore {

    private static final String EVENT_COLUMNS = "seq, incident_id, happened_at, kind, summary, failed, stage, detail";
    private static final int MAX_SEARCH = 2_000;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    public IncidentStore(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
        this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    /** All or nothing, one writer at a time. */
    <T> T write(Supplier<T> work) {
        return transaction.execute(status -> {
            jdbc.sql("select last_seq from event_sequence for update")
                    .query(Long.class)
                    .single();
            return work.get();
        });
    }

    /** The identity of this store; made up once. */
    public String id() {
        return write(() -> jdbc.sql("select id from store")
                .query(String.class)
                .optional()
                .orElseGet(() -> {
                    String id = UUID.randomUUID().toString();
                    jdbc.sql("insert into store (id) values (?)").param(id).update();
                    return id;
                }));
    }

    public long lastSeq() {
        return jdbc.sql("select last_seq from event_sequence").query(Long.class).single();
    }

    /** Appends what is not there yet; within {@link #write}. */
    void append(List<NewEvent> events) {
        for (NewEvent event : events) {
            if (jdbc.sql("select count(*) from event where source_id = ?")
                            .param(event.sourceId())
                            .query(Long.class)
                            .single()
                    > 0) {
                continue;
            }
            jdbc.sql("update event_sequence set last_seq = last_seq + 1").update();
            jdbc.sql(
                            "insert into event (seq, source_id, incident_id, plan_id, target, happened_at, kind, summary, failed,"
                                    + " stage, detail, activity)"
                                    + " values ((select last_seq from event_sequence), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            event.sourceId(),
                            event.incidentId(),
                            event.planId(),
                            event.target() == null ? null : event.target().toString(),
                            utc(event.at()),
                            event.kind().text(),
                            event.summary(),
                            event.failed(),
                            event.stage().name(),
                            json(event.detail()),
                            event.isActivity())
                    .update();
        }
    }

    void save(Incident incident, IncidentSummary summary) {
        List<Object> values = new ArrayList<>(List.of(
                incident.service().toString(),
                utc(incident.openedAt()),
                summary.state().name(),
                summary.attention().rank(),
                summary.state() == State.OPEN ? incident.severity().ordinal() : 0,
                searchText(summary),
                json(incident),
                json(summary),
                incident.id()));
        int updated = jdbc.sql("update incident set service = ?, opened_at = ?, state = ?, attention_rank = ?,"
                        + " severity_rank = ?, search = ?, incident = ?, summary = ? where id = ?")
                .params(values)
                .update();
        if (updated == 0) {
            jdbc.sql("insert into incident (service, opened_at, state, attention_rank, severity_rank, search, incident,"
                            + " summary, id) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(values)
                    .update();
        }
    }

    /** Keeps the newer of the two states of an anomaly. @param incidentId null leaves what is known */
    void save(Anomaly anomaly, String incidentId) {
        jdbc.sql("update anomaly set incident_id = coalesce(?, incident_id) where id = ?")
                .params(incidentId, anomaly.id())
                .update();
        boolean closed = anomaly.state() == Lifecycle.CLOSED;
        int updated = jdbc.sql("update anomaly set updated_at = ?, closed = ?, anomaly = ? where id = ? and"
                        + " updated_at <= ? and (closed = false or ?)")
                .params(utc(anomaly.updatedAt()), closed, json(anomaly), anomaly.id(), utc(anomaly.updatedAt()), closed)
                .update();
        if (updated == 0
                && jdbc.sql("select count(*) from anomaly where id = ?")
                                .param(anomaly.id())
                                .query(Long.class)
                                .single()
                        == 0) {
            jdbc.sql("insert into anomaly (id, incident_id, workload, signal, opened_at, updated_at, closed, anomaly)"
                            + " values (?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            anomaly.id(),
                            incidentId,
                            anomaly.workload().toString(),
                            anomaly.series().metric(),
                            utc(anomaly.openedAt()),
                            utc(anomaly.updatedAt()),
                            closed,
                            json(anomaly))
                    .update();
        }
    }

    public Optional<Incident> incident(String id) {
        return jdbc.sql("select incident from incident where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(text -> parse(text, Incident.class));
    }

    public Optional<IncidentSummary> summary(String id) {
        return jdbc.sql("select summary from incident where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(text -> parse(text, IncidentSummary.class));
    }

    /** @param total of all that match, before the limit */
    public record Page(long total, List<IncidentSummary> incidents) {}

    /**
     * Those that wait for a person first, then the other open ones, worst and newest first, then what is resolved.
     *
     * @param state null for all
     * @param text must occur in what the list shows; empty for all
     */
    public Page list(State state, String text, int limit) {
        StringBuilder where = new StringBuilder(" where 1 = 1");
        List<Object> values = new ArrayList<>();
        if (state != null) {
            where.append(" and state = ?");
            values.add(state.name());
        }
        if (!text.isBlank()) {
            where.append(" and search like ? escape '!'");
            values.add("%" + text.trim().toLowerCase(Locale.ROOT).replaceAll("([!%_])", "!$1") + "%");
        }
        long total = jdbc.sql("select count(*) from incident" + where)
                .params(values)
                .query(Long.class)
                .single();
        values.add(limit);
        List<IncidentSummary> rows = jdbc
                .sql("select summary from incident" + where
                        + " order by attention_rank, severity_rank, opened_at desc, id limit ?")
                .params(values)
                .query(String.class)
                .list()
                .stream()
                .map(row -> parse(row, IncidentSummary.class))
                .toList();
        return new Page(total, rows);
    }

    public long openCount() {
        return jdbc.sql("select count(*) from incident where state = 'OPEN'")
                .query(Long.class)
                .single();
    }

    public List<IncidentSummary> open() {
        return list(State.OPEN, "", 1_000).incidents();
    }

    /** Of all incidents, in order. */
    public List<TimelineEvent> eventsAfter(long seq, int limit) {
        return jdbc.sql("select " + EVENT_COLUMNS + " from event where seq > ? order by seq limit ?")
                .params(seq, limit)
                .query(IncidentStore::event)
                .list();
    }

    public List<TimelineEvent> eventsOf(String incidentId, long after, int limit) {
        return jdbc.sql("select " + EVENT_COLUMNS
                        + " from event where incident_id = ? and seq > ? order by seq limit ?")
                .params(incidentId, after, limit)
                .query(IncidentStore::event)
                .list();
    }

    /** What was done outside the incidents that detectors found, newest first. */
    public List<TimelineEvent> activity(int limit) {
        return jdbc.sql("select " + EVENT_COLUMNS + " from event where activity = true order by seq desc limit ?")
                .param(limit)
                .query(IncidentStore::event)
                .list();
    }

    public Optional<TimelineEvent> event(long seq) {
        return jdbc.sql("select " + EVENT_COLUMNS + " from event where seq = ?")
                .param(seq)
                .query(IncidentStore::event)
                .optional();
    }

    /** The records of the given kinds behind an incident's timeline, in order of arrival. */
    <T> List<T> details(String incidentId, Class<T> type, Collection<EventKind> kinds) {
        String marks = String.join(", ", kinds.stream().map(kind -> "?").toList());
        List<Object> values = new ArrayList<>();
        values.add(incidentId);
        kinds.forEach(kind -> values.add(kind.text()));
        return jdbc
                .sql("select detail from event where incident_id = ? and source_id not like 'command:%' and kind in ("
                        + marks + ") order by seq")
                .params(values)
                .query(String.class)
                .list()
                .stream()
                .map(text -> parse(text, type))
                .toList();
    }

    Optional<String> latestText(String incidentId) {
        return jdbc.sql("select summary from event where incident_id = ? order by happened_at desc, seq desc limit 1")
                .param(incidentId)
                .query(String.class)
                .optional();
    }

    /** Changes of the target within the window, oldest first. */
    public List<ChangeEvent> changesOf(Target target, Instant since, Instant until) {
        return jdbc
                .sql("select detail from event where target = ? and kind = 'change' and incident_id is null"
                        + " and happened_at >= ? and happened_at <= ? order by happened_at limit 500")
                .params(target.toString(), utc(since), utc(until))
                .query(String.class)
                .list()
                .stream()
                .map(text -> parse(text, ChangeEvent.class))
                .toList();
    }

    Optional<String> incidentOfPlan(String planId) {
        return jdbc.sql(
                        "select incident_id from event where plan_id = ? and incident_id is not null order by seq limit 1")
                .param(planId)
                .query(String.class)
                .optional();
    }

    /** How many answers people have given to the question put then, whether or not each counts. */
    public long answersRecorded(String planId, Instant askedAt) {
        return jdbc.sql(
                        "select count(*) from event where plan_id = ? and source_id like 'command:%' and happened_at >= ?")
                .param(planId)
                .param(utc(askedAt))
                .query(Long.class)
                .single();
    }

    /** As it was last told. */
    public Optional<Anomaly> anomaly(String id) {
        return jdbc.sql("select anomaly from anomaly where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(text -> parse(text, Anomaly.class));
    }

    Optional<String> incidentOfAnomaly(String anomalyId) {
        return jdbc.sql("select incident_id from anomaly where id = ? and incident_id is not null")
                .param(anomalyId)
                .query(String.class)
                .optional();
    }

    /** Anomalies of a signal of a workload that were open at some time of the window. */
    public List<Anomaly> anomaliesOf(Target workload, String signal, Instant from, Instant to) {
        return jdbc
                .sql("select anomaly from anomaly where workload = ? and signal = ? and opened_at <= ?"
                        + " and (updated_at >= ? or closed = false) order by opened_at limit 500")
                .params(workload.toString(), signal, utc(to), utc(from))
                .query(String.class)
                .list()
                .stream()
                .map(text -> parse(text, Anomaly.class))
                .toList();
    }

    /** Incidents of a service that were open at some time of the window. */
    public List<IncidentSummary> incidentsOf(Target service, Instant from, Instant to) {
        return jdbc
                .sql("select summary from incident where service = ? and opened_at <= ?"
                        + " order by opened_at desc limit 200")
                .params(service.toString(), utc(to))
                .query(String.class)
                .list()
                .stream()
                .map(text -> parse(text, IncidentSummary.class))
                .filter(summary ->
                        summary.resolvedAt() == null || !summary.resolvedAt().isBefore(from))
                .toList();
    }

    private static TimelineEvent event(ResultSet row, int number) throws SQLException {
        return new TimelineEvent(
                row.getLong("seq"),
                row.getString("incident_id"),
                row.getObject("happened_at", OffsetDateTime.class).toInstant(),
                EventKind.parse(row.getString("kind")),
                row.getString("summary"),
                row.getBoolean("failed"),
                LoopStage.valueOf(row.getString("stage")),
                row.getString("detail"));
    }

    private static String searchText(IncidentSummary summary) {
        String text = String.join(
                        " ",
                        summary.id(),
                        summary.title(),
                        summary.service().toString(),
                        summary.failureClass().name(),
                        summary.severity().name(),
                        String.valueOf(summary.runbook()),
                        String.valueOf(summary.outcome()))
                .toLowerCase(Locale.ROOT);
        return text.substring(0, Math.min(text.length(), MAX_SEARCH));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String json(Object value) {
        try {
            return Json.mapper().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(
                    "cannot write " + value.getClass().getSimpleName() + " as JSON", e);
        }
    }

    private static <T> T parse(String text, Class<T> type) {
        try {
            return Json.mapper().readValue(text, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "the store holds a " + type.getSimpleName() + " that this release cannot read", e);
        }
    }
}
