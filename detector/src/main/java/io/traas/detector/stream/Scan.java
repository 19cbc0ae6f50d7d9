package io.traas.detector.stream;

import io.traas.detector.detect.Tier;
import io.traas.detector.scan.ScanRules;
import io.traas.detector.scan.ScannedSeries;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import java.util.Iterator;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.util.OutputTag;

/** The raw series of a target, as far as somebody asked for them: state and limits around {@link ScannedSeries}. */
public final class Scan {

    public static final OutputTag<Anomaly> ANOMALIES = new OutputTag<>("scanned", TypeInformation.of(Anomaly.class));

    private static final MapStateDescriptor<Long, ScannedSeries> SERIES =
            new MapStateDescriptor<>("scanned-series", LongSerializer.INSTANCE, ScannedSeriesSerializer.INSTANCE);
    /** The sum of their weights. */
    private static final ValueStateDescriptor<Integer> COUNT = new ValueStateDescriptor<>("scanned-count", Types.INT);
    /** How many were refused when that was last told. */
    private static final ValueStateDescriptor<Integer> TOLD = new ValueStateDescriptor<>("scan-limit-told", Types.INT);

    private final int mostSeries;
    private final MapState<Long, ScannedSeries> series;
    private final ValueState<Integer> count;
    private final ValueState<Integer> told;

    /** @param mostSeries of one target, each counted by its weight; further ones are not scanned, and that is told */
    Scan(RuntimeContext context, int mostSeries) {
        this.mostSeries = mostSeries;
        this.series = context.getMapState(SERIES);
        this.count = context.getState(COUNT);
        this.told = context.getState(TOLD);
    }

    void scan(ScanRules rules, SampleBatch batch, Consumer<Anomaly> anomalies, Consumer<DeadLetter> events)
            throws Exception {
        if (rules.isEmpty() || !batch.up()) {
            return;
        }
        int before = orZero(count.value());
        int known = before;
        int refused = 0;
        for (Point point : batch.points()) {
            DetectorSpec spec = rules.specFor(batch.workload(), point);
            if (spec == null) {
                continue;
            }
            long key = ScanRules.keyOf(point);
            ScannedSeries one = series.get(key);
            if (one != null && !one.isOf(spec)) {
                tell(one.close(batch.observedAt().toEpochMilli(), "another detector scans it now"), anomalies);
                series.remove(key);
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
            }
            tell(one.take(spec, batch, point), anomalies);
            series.put(key, one);
        }
        if (known != before) {
            count.update(known);
        }
        tellLimit(batch, refused, events);
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
                refused + " series of " + batch.target() + " are not scanned: it exposes more than " + mostSeries
                        + ", the most that one target may have (detector.max-series-per-target; a random cut forest counts for "
                        + Tier.FOREST.weight() + ")",
                batch.observedAt(),
                ""));
    }

    /** Forgets what has not been exposed since then. */
    void forget(long sinceMillis, Consumer<Anomaly> anomalies) throws Exception {
        int removed = 0;
        for (Iterator<Map.Entry<Long, ScannedSeries>> each = series.iterator(); each.hasNext(); ) {
            ScannedSeries one = each.next().getValue();
            if (one.atMillis() < sinceMillis) {
                tell(one.close(one.atMillis(), "it is not exposed any more"), anomalies);
                each.remove();
                removed += one.weight();
            }
        }
        if (removed > 0) {
            int left = orZero(count.value()) - removed;
            told.clear();
            if (left > 0) {
                count.update(left);
            } else {
                count.clear();
                series.clear(); // An empty map is state as well.
            }
        }
    }

    private static void tell(Anomaly event, Consumer<Anomaly> anomalies) {
        if (event != null) {
            anomalies.accept(event);
        }
    }

    private static int orZero(Integer number) {
        return number == null ? 0 : number;
    }
}
