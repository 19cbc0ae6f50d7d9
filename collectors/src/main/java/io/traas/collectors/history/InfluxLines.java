package io.traas.collectors.history;

import io.traas.model.SampleBatch;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.influxdb.dto.Point;

/**
 * Turns samples into InfluxDB's line protocol, as docs/history.md lays it out: measurement = metric, tags = labels and
 * what was scraped, field {@code value}, milliseconds. Pure, so that the same record always gives the same series and
 * time, and writing it twice changes nothing.
 */
final class InfluxLines {

    /** Our tags, and the name InfluxDB keeps for itself. A label of such a name is stored as {@code exported_<name>}. */
    private static final Set<String> TAKEN = Set.of("cluster", "namespace", "kind", "name", "workload", "time");

    private final Pattern metrics;

    InfluxLines(Pattern metrics) {
        this.metrics = metrics;
    }

    /**
     * @param lines one for each point of a wanted metric
     * @param skipped wanted points that have no finite value, which InfluxDB cannot store
     */
    record Lines(List<String> lines, int skipped) {}

    Lines of(SampleBatch batch) {
        List<String> lines = new ArrayList<>(batch.points().size());
        int skipped = 0;
        for (io.traas.model.Point point : batch.points()) {
            if (!metrics.matcher(point.metric()).matches()) {
                continue;
            }
            if (!Double.isFinite(point.value())) {
                skipped++;
                continue;
            }
            lines.add(Point.measurement(oneLine(point.metric()))
                    .tag(tags(batch, point.labels()))
                    .addField("value", point.value())
                    .time(batch.observedAt().toEpochMilli(), TimeUnit.MILLISECONDS)
                    .build()
                    .lineProtocol(TimeUnit.MILLISECONDS));
        }
        return new Lines(lines, skipped);
    }

    private static Map<String, String> tags(SampleBatch batch, Map<String, String> labels) {
        Map<String, String> tags = new HashMap<>();
        labels.forEach((name, value) -> {
            if (!value.isEmpty()) {
                tags.put(oneLine(TAKEN.contains(name) ? "exported_" + name : name), oneLine(value));
            }
        });
        tags.put("cluster", batch.target().cluster());
        tags.put("namespace", batch.target().namespace());
        tags.put("kind", batch.target().kind());
        tags.put("name", batch.target().name());
        tags.put("workload", batch.workload().toString());
        tags.values().removeIf(String::isEmpty);
        return tags;
    }

    /** A line break would end the line early, and let a label write points of its own. */
    private static String oneLine(String text) {
        return text.indexOf('\n') < 0 && text.indexOf('\r') < 0
                ? text
                : text.replace("\r", "\\r").replace("\n", "\\n");
    }
}
