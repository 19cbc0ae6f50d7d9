package io.traas.detector.scan;

import io.traas.detector.detect.SeriesWatch;
import io.traas.detector.detect.Tier;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import java.util.function.Consumer;

/**
 * Judges the raw series of a target, as far as somebody asked for them, each by itself and then all together, and forgets
 * what is not exposed any more.
 * Immutable.
 *
 * @param mostSeries of one target, each counted by its weight; further ones are not scanned
 */
public record SeriesScan(int mostSeries) {

    /**
     * Takes in one scrape; scrapes of a target come in order.
     *
     * @param <E> what the shelf may throw
     * @return how many series were not scanned because there are too many
     */
    public <E extends Exception> int scan(
            ScanRules rules, SampleBatch batch, SeriesShelf<E> shelf, Consumer<Anomaly> anomalies) throws E {
        if (rules.isEmpty() || !batch.up()) {
            return 0;
        }
        int known = shelf.weight();
        int refused = 0;
        TargetWatch together = new TargetWatch(rules.specFor(batch.workload()), batch);
        for (Point point : batch.points()) {
            DetectorSpec spec = rules.specFor(batch.workload(), point);
            if (spec == null) {
                continue;
            }
            long key = ScanRules.keyOf(point);
            ScannedSeries one = shelf.get(key);
            if (one != null && !one.isOf(spec)) {
                tell(one.close(batch.observedAt().toEpochMilli(), "another detector scans it now"), anomalies);
                shelf.remove(key, one);
                known -= one.weight();
                one = null;
            }
            if (one == null) {
                int weight = Tier.of(spec.method()).weight();
                if (known + weight > mostSeries) {
                    refused++;
                    continue;
                }
                known += weight;
                one = ScannedSeries.fresh(spec, key);
                tell(one.take(spec, batch, point), anomalies);
                shelf.add(key, one);
            } else {
                tell(one.take(spec, batch, point), anomalies);
                shelf.update(key, one);
            }
            together.saw(point, one.deviation());
        }
        judge(together, shelf, anomalies);
        return refused;
    }

    private static <E extends Exception> void judge(
            TargetWatch together, SeriesShelf<E> shelf, Consumer<Anomaly> anomalies) throws E {
        TargetMemory before = shelf.target();
        TargetWatch.Step step = together.step(before);
        if (!step.memory().equals(before)) {
            shelf.target(step.memory());
        }
        tell(step.event(), anomalies);
    }

    /** Forgets what has not been exposed since then. */
    public <E extends Exception> void forget(long sinceMillis, SeriesShelf<E> shelf, Consumer<Anomaly> anomalies)
            throws E {
        shelf.removeIf(one -> {
            boolean gone = one.atMillis() < sinceMillis;
            if (gone) {
                tell(one.close(one.atMillis(), "it is not exposed any more"), anomalies);
            }
            return gone;
        });
        Anomaly open = shelf.target().open();
        if (open != null && shelf.weight() == 0) {
            shelf.target(TargetMemory.NONE);
            tell(SeriesWatch.closed(open, sinceMillis, "it is not exposed any more"), anomalies);
        }
    }

    private static void tell(Anomaly event, Consumer<Anomaly> anomalies) {
        if (event != null) {
            anomalies.accept(event);
        }
    }
}
