package io.traas.detector.scan;

import io.traas.detector.detect.SeriesWatch;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** A target as a whole: opens when its scanned series stray together, closes when they have not for a while. For one scrape. */
final class TargetWatch {

    /** So many scrapes below the threshold end it. */
    static final int CALM = 10;

    /** Name of the series of its anomalies: all of the target's together. */
    static final String SERIES = "all series";

    private static final int NAMED = 3;

    private final DetectorSpec spec;
    private final SampleBatch batch;
    private final List<Series> series = new ArrayList<>();
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
            series.add(new Series(batch.target(), point.metric(), point.labels()));
            deviations.add(deviation);
        }
    }

    Step step(TargetMemory before) {
        Anomaly open = before.open();
        long now = batch.observedAt().toEpochMilli();
        if (open != null && (spec == null || !open.detector().equals(spec.id()))) {
            Anomaly closed = SeriesWatch.closed(open, now, "its detector does not judge the target any more");
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
        double share = score.score() / (score.score() + MultivariateScore.THRESHOLD);
        return new Opening(spec, batch)
                .of(
                        Series.of(batch.target(), SERIES),
                        AnomalyKind.HIGH,
                        score.score(),
                        new Finding(share, true, 0, MultivariateScore.THRESHOLD),
                        because(score));
    }

    private String because(MultivariateScore score) {
        String worst = score.ranking().stream()
                .limit(NAMED)
                .map(index -> String.format(
                        Locale.ROOT, "%s by %+.0f", series.get(index).name(), deviations.get(index)))
                .collect(Collectors.joining(", "));
        return String.format(
                Locale.ROOT,
                "its series stray together, the worst by %.0f scales on average where up to %.0f are usual: %s",
                score.score(),
                MultivariateScore.THRESHOLD,
                worst);
    }
}
