package io.traas.ui.history;

import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.Lifecycle;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.ui.history.Chart.Marker;
import io.traas.ui.history.Chart.Shade;
import io.traas.ui.history.MetricHistory.HistoryPoint;
import io.traas.ui.history.MetricHistory.HistoryUnavailableException;
import io.traas.ui.incidents.IncidentStore;
import io.traas.ui.incidents.IncidentSummary;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** Draws the chart of a signal of a workload: values, what was expected, anomalies, and what was done about them. */
public final class Charts {

    private final MetricHistory history;
    private final IncidentStore incidents;

    public Charts(MetricHistory history, IncidentStore incidents) {
        this.history = history;
        this.incidents = incidents;
    }

    public Chart draw(Target workload, Signal signal, Instant from, Instant to, int maxPoints) {
        List<String> missing = new ArrayList<>();
        List<HistoryPoint> values = List.of();
        try {
            values = history.range(workload, signal, from, to, maxPoints);
        } catch (HistoryUnavailableException e) {
            missing.add(e.getMessage());
        }
        List<Anomaly> anomalies = incidents.anomaliesOf(workload, signal.name(), from, to);
        return new Chart(
                signal.name(),
                signal.unit(),
                points(values, new Band(values, anomalies)),
                anomalies.stream().map(Charts::shade).toList(),
                markers(workload, from, to),
                missing);
    }

    private static List<List<Number>> points(List<HistoryPoint> values, Band band) {
        List<List<Number>> points = new ArrayList<>(values.size());
        for (HistoryPoint value : values) {
            long at = value.atMillis();
            points.add(Arrays.asList(at, finite(value.value()), finite(band.lowAt(at)), finite(band.highAt(at))));
        }
        return points;
    }

    private static Double finite(double value) {
        return Double.isFinite(value) ? value : null;
    }

    private static Shade shade(Anomaly anomaly) {
        boolean closed = anomaly.state() == Lifecycle.CLOSED;
        return new Shade(anomaly.openedAt(), closed ? anomaly.updatedAt() : null, anomaly.id());
    }

    private List<Marker> markers(Target workload, Instant from, Instant to) {
        List<Marker> markers = new ArrayList<>();
        for (ChangeEvent change : incidents.changesOf(workload, from, to)) {
            markers.add(new Marker(change.at(), "change", change.summary()));
        }
        for (IncidentSummary incident : incidents.incidentsOf(workload, from, to)) {
            IncidentSummary.Instants instants = incident.instants();
            add(markers, instants.detectedAt(), "detected", incident.title());
            add(markers, instants.actionStartedAt(), "action", String.valueOf(incident.runbook()));
            add(markers, instants.verifiedAt(), "verified", "verified recovered");
        }
        markers.removeIf(marker -> marker.at().isBefore(from) || marker.at().isAfter(to));
        markers.sort(Comparator.comparing(Marker::at));
        return markers;
    }

    private static void add(List<Marker> markers, Instant at, String kind, String text) {
        if (at != null) {
            markers.add(new Marker(at, kind, text));
        }
    }
}
