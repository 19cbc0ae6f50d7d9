package io.traas.detector.stream;

import io.traas.detector.detect.Tier;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.scan.ScannedSeries;
import io.traas.detector.scan.SeriesScan;
import io.traas.detector.scan.SeriesShelf;
import io.traas.detector.scan.TargetMemory;
import io.traas.detector.scan.Widest;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.SampleBatch;
import io.traas.model.SeriesFeedback;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.util.OutputTag;

/** The raw series of a target in Flink's state, around {@link SeriesScan}; tells when there are more than are scanned. */
public final class Scan implements SeriesShelf<Exception> {

    public static final OutputTag<Anomaly> ANOMALIES = new OutputTag<>("scanned", TypeInformation.of(Anomaly.class));

    private static final MapStateDescriptor<Long, ScannedSeries> SERIES =
            new MapStateDescriptor<>("scanned-series", LongSerializer.INSTANCE, ScannedSeriesSerializer.INSTANCE);
    /** The sum of their weights. */
    private static final ValueStateDescriptor<Integer> COUNT = new ValueStateDescriptor<>("scanned-count", Types.INT);
    /** How many were refused when that was last told. */
    private static final ValueStateDescriptor<Integer> TOLD = new ValueStateDescriptor<>("scan-limit-told", Types.INT);

    private static final ValueStateDescriptor<TargetMemory> TARGET =
            new ValueStateDescriptor<>("scanned-target", TypeInformation.of(TargetMemory.class));

    private final SeriesScan scan;
    private final MapState<Long, ScannedSeries> series;
    private final ValueState<Integer> count;
    private final ValueState<Integer> told;
    private final ValueState<TargetMemory> target;
    /** Of the target whose scrape is at hand. */
    private final Map<Long, ScannedSeries> laidOut = new HashMap<>();

    /** @param mostSeries of one target, each counted by its weight; further ones are not scanned, and that is told */
    Scan(RuntimeContext context, int mostSeries) {
        this.scan = new SeriesScan(mostSeries);
        this.series = context.getMapState(SERIES);
        this.count = context.getState(COUNT);
        this.told = context.getState(TOLD);
        this.target = context.getState(TARGET);
    }

    void scan(ScanRules rules, SampleBatch batch, Consumer<Anomaly> anomalies, Consumer<DeadLetter> events)
            throws Exception {
        if (rules.isEmpty()) {
            return;
        }
        layOut(batch.points().size());
        tellLimit(batch, scan.scan(rules, batch, this, anomalies), events);
        laidOut.clear();
    }

    /** Where state is on disk, reading neighbours one after the other costs half of looking for each. */
    private void layOut(int points) throws Exception {
        if (points >= weight() / 2) {
            for (Map.Entry<Long, ScannedSeries> each : series.entries()) {
                laidOut.put(each.getKey(), each.getValue());
            }
        }
    }

    /** Once when it begins, again when it has doubled. */
    private void tellLimit(SampleBatch batch, int refused, Consumer<DeadLetter> events) throws Exception {
        if (refused == 0 || refused < 2 * orZero(told.value())) {
            return;
        }
        told.update(refused);
        events.accept(new DeadLetter(
                "detector/scan",
                batch.target().toString(),
                refused + " series of " + batch.target() + " are not scanned: it exposes more than " + scan.mostSeries()
                        + ", the most that one target may have (detector.max-series-per-target; a random cut forest counts for "
                        + Tier.FOREST.weight() + "); the most of one metric: " + Widest.of(batch),
                batch.observedAt(),
                ""));
    }

    /** @return false when the detector it speaks of scans no such series of the target */
    boolean hear(SeriesFeedback feedback, Consumer<Anomaly> anomalies) throws Exception {
        long key = ScanRules.keyOf(feedback.series());
        ScannedSeries one = series.get(key);
        if (one == null || !one.isOf(feedback.detector())) {
            return false;
        }
        Anomaly closed = one.hear(feedback);
        if (closed != null) {
            anomalies.accept(closed);
        }
        series.put(key, one);
        return true;
    }

    /** Forgets what has not been exposed since then. */
    void forget(long sinceMillis, Consumer<Anomaly> anomalies) throws Exception {
        scan.forget(sinceMillis, this, anomalies);
    }

    @Override
    public int weight() throws Exception {
        return orZero(count.value());
    }

    @Override
    public ScannedSeries get(long key) throws Exception {
        ScannedSeries one = laidOut.get(key);
        return one == null ? series.get(key) : one;
    }

    @Override
    public void add(long key, ScannedSeries one) throws Exception {
        count.update(weight() + one.weight());
        update(key, one);
    }

    @Override
    public void update(long key, ScannedSeries one) throws Exception {
        laidOut.computeIfPresent(key, (unused, before) -> one);
        series.put(key, one);
    }

    @Override
    public void remove(long key, ScannedSeries one) throws Exception {
        count.update(weight() - one.weight());
        laidOut.remove(key);
        series.remove(key);
    }

    @Override
    public TargetMemory target() throws Exception {
        TargetMemory memory = target.value();
        return memory == null ? TargetMemory.NONE : memory;
    }

    @Override
    public void target(TargetMemory memory) throws Exception {
        if (memory.equals(TargetMemory.NONE)) {
            target.clear();
        } else {
            target.update(memory);
        }
    }

    @Override
    public void removeIf(Predicate<ScannedSeries> gone) throws Exception {
        int removed = 0;
        for (Iterator<Map.Entry<Long, ScannedSeries>> each = series.iterator(); each.hasNext(); ) {
            ScannedSeries one = each.next().getValue();
            if (gone.test(one)) {
                each.remove();
                removed += one.weight();
            }
        }
        if (removed > 0) {
            int left = weight() - removed;
            told.clear();
            if (left > 0) {
                count.update(left);
            } else {
                count.clear();
                series.clear(); // An empty map is state as well.
            }
        }
    }

    private static int orZero(Integer number) {
        return number == null ? 0 : number;
    }
}
