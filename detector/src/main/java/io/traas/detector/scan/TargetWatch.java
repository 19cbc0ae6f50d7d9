package io.traas.detector.scan;

import io.traas.detector.detect.SeriesWatch;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.Lifecycle;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A target as a whole: opens when its scanned series stray together, closes when they have not for a while. Immutable. */
final class TargetWatch {

    /** So many scrapes below the threshold end it. */
    static final int CALM = 10;

    /** Name of the series of its anomalies: all of the target's together. */
    static final String SERIES = "all series";

    private static final int NAMED = 3;

    private final DetectorSpec spec;
    private final SampleBatch batch;
    private final List<Point> points = new ArrayList<>();
    private final List<Double> deviations = new ArrayList<>();

    /** @param spec null when nobody asked for the target; then what is open ends */
    TargetWatch(DetectorSpec spec, SampleBatch batch) {
        this.spec = spec;
        this.batch = batch;
    }

    /** @param event null when there is nothing to tell */
    record Step(TargetMemory memory, Anomaly event) {}

    void saw(Point point, double deviation) {
        if (spec != null) {
            points.add(point);
            deviations.add(deviation);
        }
    }

    Step step(TargetMemory before) {
        Anomaly open = before.open();
        long now = batch.observedAt().toEpochMilli();
        if (open != null && (spec == null || !open.detector().equals(spec.id()))) {
            Anomaly closed = SeriesWatch.closed(open, now, "another detector judges the target now");
            return new Step(TargetMemory.NONE, closed);
        }
        if (spec == null) {
            return new Step(before, null);
        }
        MultivariateScore score = MultivariateScore.of(deviations);
        boolean strays = score.score() >= MultivariateScore.THRESHOLD;
        if (open == null) {
            Anomaly opened = strays ? opened(score) : null;
            return new Step(new TargetMemory(opened, 0), opened);
        }
        int calm = strays ? 0 : before.calm() + 1;
        return calm < CALM
                ? new Step(new TargetMemory(open, calm), null)
                : new Step(TargetMemory.NONE, SeriesWatch.closed(open, now, "back to what is usual"));
    }

    private Anomaly opened(MultivariateScore score) {
        Series series = Series.of(batch.target(), SERIES);
        Instant at = batch.observedAt();
        return new Anomaly(
                Anomaly.idOf(series, spec.id(), at),
                Lifecycle.OPENED,
                series,
                batch.workload(),
                batch.node(),
                spec.id(),
                AnomalyKind.HIGH,
                spec.failureClass(),
                at,
                at,
                score.score(),
                0,
                MultivariateScore.THRESHOLD,
                score.score() / (score.score() + MultivariateScore.THRESHOLD),
                spec.severity(),
                1,
                because(score));
    }

    private static String name(Point point) {
        return point.metric() + (point.labels().isEmpty() ? "" : new TreeMap<>(point.labels()).toString());
    }

    private String because(MultivariateScore score) {
        String worst = score.ranking().stream()
                .limit(NAMED)
                .map(index -> String.format(Locale.ROOT, "%s by %+.0f", name(points.get(index)), deviations.get(index)))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "its series stray together, the worst by %.0f scales on average where up to %.0f are usual: %s",
                score.score(),
                MultivariateScore.THRESHOLD,
                worst);
    }
}
