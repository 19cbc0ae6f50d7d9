package io.traas.detector.scan;

import io.traas.detector.detect.Heard;
import io.traas.detector.detect.SeriesWatch;
import io.traas.detector.detect.Tier;
import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SignalMeter;

/**
 * One raw series and all that is remembered of it. Mutable, for one thread: it changes with every sample, and a copy of
 * kilobytes for each would cost more than the judging.
 */
public final class ScannedSeries {

    final String detector;
    final Tier tier;
    final RestorableDetector judge;
    long atMillis;
    double last;
    Anomaly open;
    Heard heard;

    ScannedSeries(
            String detector,
            Tier tier,
            RestorableDetector judge,
            long atMillis,
            double last,
            Anomaly open,
            Heard heard) {
        this.detector = detector;
        this.tier = tier;
        this.judge = judge;
        this.atMillis = atMillis;
        this.last = last;
        this.open = open;
        this.heard = heard;
    }

    /** One of which nothing is known yet. @param key of the series: what is left to chance depends on it alone */
    public static ScannedSeries fresh(DetectorSpec spec, long key) {
        Tier tier = Tier.of(spec.method());
        return new ScannedSeries(spec.id(), tier, tier.fresh(key), 0, Double.NaN, null, Heard.NOTHING);
    }

    public boolean isOf(String detectorId) {
        return detector.equals(detectorId);
    }

    public boolean isOf(DetectorSpec spec) {
        return isOf(spec.id()) && tier == Tier.of(spec.method());
    }

    /** For how many it counts where the series of a target are limited. */
    public int weight() {
        return tier.weight();
    }

    /** When it was last exposed. */
    public long atMillis() {
        return atMillis;
    }

    /**
     * Takes in its sample of a scrape; scrapes come in order.
     *
     * @return what is to be told, null for nothing
     */
    public Anomaly take(DetectorSpec spec, SampleBatch batch, Point point) {
        long now = batch.observedAt().toEpochMilli();
        double value = spec.signal().kind() == Signal.Kind.RATE ? rate(point.value(), now) : point.value();
        last = point.value();
        atMillis = now;
        Finding finding = judge.observe(now, value);
        if (finding.alert() && open == null) {
            Series series = new Series(batch.target(), point.metric(), point.labels());
            open = new Opening(spec, batch).of(series, AnomalyKind.PATTERN, value, finding, judge.because());
            return open;
        }
        if (open != null && !judge.isOpen()) {
            return close(now, "back to what is usual");
        }
        return null;
    }

    /** How far its last sample strayed, see {@link RestorableDetector#deviation}. */
    public double deviation() {
        return judge.deviation();
    }

    /**
     * Takes in what a person says of it.
     *
     * @return the anomaly that was called a false alarm, closed; null when it is not open
     */
    public Anomaly hear(SeriesFeedback feedback) {
        heard = heard.hear(feedback, judge);
        if (!SeriesWatch.isAbout(feedback, open)) {
            return null;
        }
        Anomaly closed = SeriesWatch.closedBy(feedback, open, atMillis);
        open = null;
        return closed;
    }

    /** @return the closed anomaly, null when none was open */
    public Anomaly close(long now, String reason) {
        Anomaly closed = open == null ? null : SeriesWatch.closed(open, now, reason);
        open = null;
        return closed;
    }

    /** Increase a second since the last sample; a counter that went back began anew. NaN where there is none. */
    private double rate(double value, long now) {
        long passed = now - atMillis;
        if (Double.isNaN(last) || Double.isNaN(value) || passed <= 0 || passed > SignalMeter.MAX_GAP_MS) {
            return Double.NaN;
        }
        return (value < last ? value : value - last) * 1000 / passed;
    }
}
