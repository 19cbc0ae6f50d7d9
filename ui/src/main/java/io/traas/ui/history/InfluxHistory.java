package io.traas.ui.history;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import okhttp3.OkHttpClient;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDBException;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.BoundParameterQuery;
import org.influxdb.dto.Query;
import org.influxdb.dto.QueryResult;

/**
 * Reads the raw samples that the collectors wrote and computes the signal from them, with the same meter as everybody
 * else. Speaks InfluxQL over the v1 query endpoint, which lives from 1.6 to 3. docs/history.md has the layout: one
 * measurement a metric, tags are the labels of the series and {@link Tag}, field {@code value}.
 *
 * <p>Long windows are read in steps, the last value of each: counters lose nothing by it, gauges their short spikes.
 */
public final class InfluxHistory implements MetricHistory, AutoCloseable {

    /** Tags that say where a sample comes from. */
    static final class Tag {
        static final String CLUSTER = "cluster";
        static final String NAMESPACE = "namespace";
        static final String KIND = "kind";
        static final String NAME = "name";
        static final String WORKLOAD = "workload";
        /** Before the name of a label that is named like one of these. */
        static final String RENAMED = "exported_";

        static final Set<String> ALL = Set.of(CLUSTER, NAMESPACE, KIND, NAME, WORKLOAD);

        private Tag() {}
    }

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    /** A counter needs a value before the window to have an increase at its start. */
    private static final Duration LEAD = Duration.ofSeconds(60);
    /** Windows up to this many seconds are read sample by sample. */
    private static final long RAW_SECONDS = 1_800;

    private static final int MAX_STEPS = 1_000;

    private final InfluxDB influx;
    private final String database;
    private final String address;

    /** @param user empty for none; the server need not be there yet */
    public InfluxHistory(String url, String database, String user, String password) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT);
        this.influx = user.isBlank()
                ? InfluxDBFactory.connect(url, http)
                : InfluxDBFactory.connect(url, user, password, http);
        this.database = database;
        this.address = url;
    }

    @Override
    public List<HistoryPoint> range(Target workload, Signal signal, Instant from, Instant to, int maxPoints) {
        WorkloadMeter meter = new WorkloadMeter(new SignalMeter(List.of(signal)));
        SortedMap<Long, Double> bySecond = new TreeMap<>();
        for (SampleBatch batch : scrapes(workload, signal, from.minus(LEAD), to)) {
            Double value = meter.accept(batch).get(signal.name());
            if (value != null) {
                bySecond.put(batch.observedAt().getEpochSecond(), value);
            }
        }
        List<HistoryPoint> points = new ArrayList<>();
        bySecond.tailMap(from.getEpochSecond()).forEach((second, value) -> {
            if (!value.isNaN()) {
                points.add(new HistoryPoint(second * 1_000, value));
            }
        });
        return Thinning.thin(points, maxPoints);
    }

    /** The scrapes as they were, as far as the signal needs them, in order of time. */
    private List<SampleBatch> scrapes(Target workload, Signal signal, Instant from, Instant to) {
        Map<Scrape, List<Point>> points = new HashMap<>();
        for (QueryResult.Series series : query(workload, metrics(signal), from, to)) {
            Target target = target(series.getTags());
            Map<String, String> labels = labels(series.getTags());
            for (List<Object> row : series.getValues()) {
                if (row.get(1) instanceof Number value) {
                    long at = ((Number) row.get(0)).longValue();
                    points.computeIfAbsent(new Scrape(at, target), unused -> new ArrayList<>())
                            .add(new Point(series.getName(), labels, value.doubleValue()));
                }
            }
        }
        List<SampleBatch> batches = new ArrayList<>(points.size());
        points.keySet().stream()
                .sorted((a, b) -> Long.compare(a.atMillis, b.atMillis))
                .forEach(scrape -> batches.add(batch(scrape, workload, points.get(scrape))));
        return batches;
    }

    private record Scrape(long atMillis, Target target) {}

    /** Samples besides {@code up} exist only where the scrape succeeded. */
    private static SampleBatch batch(Scrape scrape, Target workload, List<Point> points) {
        boolean saysUp = points.stream().anyMatch(point -> point.metric().equals(SampleBatch.UP));
        List<Point> all = new ArrayList<>(points);
        if (!saysUp) {
            all.add(Point.of(SampleBatch.UP, 1));
        }
        return new SampleBatch(scrape.target, workload, "", Instant.ofEpochMilli(scrape.atMillis), all);
    }

    private List<QueryResult.Series> query(Target workload, Set<String> metrics, Instant from, Instant to) {
        long seconds = Duration.between(from, to).toSeconds();
        boolean raw = seconds <= RAW_SECONDS;
        String what = raw ? "\"value\"" : "last(\"value\")";
        String grouping = raw ? "*" : "time(" + Math.max(1, seconds / MAX_STEPS) + "s), *";
        String sources = metrics.stream().map(InfluxHistory::identifier).collect(Collectors.joining(", "));
        Query query = BoundParameterQuery.QueryBuilder.newQuery("SELECT " + what + " FROM " + sources
                        + " WHERE \"workload\" = $workload"
                        + " AND time >= " + from.toEpochMilli() + "ms AND time <= " + to.toEpochMilli() + "ms GROUP BY "
                        + grouping)
                .forDatabase(database)
                .bind("workload", workload.toString())
                .create();
        try {
            QueryResult result = influx.query(query, TimeUnit.MILLISECONDS);
            if (result.hasError()) {
                throw new HistoryUnavailableException(
                        "InfluxDB at " + address + " refuses: " + result.getError(), null);
            }
            return result.getResults().stream()
                    .filter(part -> part.getSeries() != null)
                    .flatMap(part -> part.getSeries().stream())
                    .toList();
        } catch (InfluxDBException e) {
            throw new HistoryUnavailableException("InfluxDB at " + address + " does not answer", e);
        }
    }

    private static Set<String> metrics(Signal signal) {
        Set<String> metrics = new LinkedHashSet<>();
        switch (signal.kind()) {
            case GAUGE, RATE, RATIO -> metrics.add(signal.metric());
            case MEAN -> {
                metrics.add(signal.metric() + "_sum");
                metrics.add(signal.metric() + "_count");
            }
            case SHARE -> {
                metrics.add(signal.metric());
                metrics.add(signal.overMetric());
            }
        }
        return metrics;
    }

    private static Target target(Map<String, String> tags) {
        return new Target(
                tags.getOrDefault(Tag.CLUSTER, ""),
                tags.getOrDefault(Tag.NAMESPACE, ""),
                tags.getOrDefault(Tag.KIND, ""),
                tags.getOrDefault(Tag.NAME, ""));
    }

    /**
     * The labels as they were scraped: those named like our own tags were stored under another name. A series that
     * lacks a label that others have bears it with an empty value.
     */
    private static Map<String, String> labels(Map<String, String> tags) {
        Map<String, String> labels = new HashMap<>();
        tags.forEach((name, value) -> {
            if (!Tag.ALL.contains(name) && !value.isEmpty()) {
                labels.put(scraped(name), value);
            }
        });
        return labels;
    }

    private static String scraped(String tag) {
        String label = tag.startsWith(Tag.RENAMED) ? tag.substring(Tag.RENAMED.length()) : tag;
        return Tag.ALL.contains(label) || label.equals("time") ? label : tag;
    }

    private static String identifier(String name) {
        return "\"" + name.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    @Override
    public void close() {
        influx.close();
    }
}
