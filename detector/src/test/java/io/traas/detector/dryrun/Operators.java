package io.traas.detector.dryrun;

import io.traas.detector.DetectorConfig;
import io.traas.detector.stream.Detectors;
import io.traas.detector.stream.Finding;
import io.traas.detector.stream.Meter;
import io.traas.detector.stream.Observation;
import io.traas.detector.stream.Scan;
import io.traas.detector.stream.SpecChange;
import io.traas.detector.stream.Watch;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.TargetState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.co.CoBroadcastWithKeyedOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedBroadcastOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.OutputTag;

/** The operators of the job one behind the other, with detectors put in force by an operator; event time flows with the scrapes. */
final class Operators {

    private final KeyedBroadcastOperatorTestHarness<String, RawRecord, SpecChange, Observation> meter;
    private final KeyedBroadcastOperatorTestHarness<String, Observation, SpecChange, Finding> watch;
    private final long latenessMs;
    private long watermark = Long.MIN_VALUE;

    Operators(DetectorConfig config, List<DetectorSpec> specs) throws Exception {
        latenessMs = config.lateness().toMillis();
        // Scanned series have a serializer of their own: the one of the job, as ScanTest does it.
        meter = new KeyedBroadcastOperatorTestHarness<>(
                new CoBroadcastWithKeyedOperator<>(new Meter(config.maxSeriesPerTarget()), List.of(Detectors.STATE)),
                RawRecord::key,
                Types.STRING,
                1,
                1,
                0);
        meter.open();
        watch = ProcessFunctionTestHarnesses.forKeyedBroadcastProcessFunction(
                new Watch(config.interval().toMillis(), config.settle().toMillis(), latenessMs),
                Observation::key,
                Types.STRING,
                Detectors.STATE);
        for (KeyedBroadcastOperatorTestHarness<?, ?, SpecChange, ?> each : List.of(meter, watch)) {
            // What is broadcast never holds event time back.
            each.processBroadcastWatermark(Long.MAX_VALUE);
            for (DetectorSpec spec : specs) {
                each.processBroadcastElement(new SpecChange(spec.id(), spec), 0);
            }
        }
    }

    void take(TargetState state) throws Exception {
        watch.processElement(Observation.of(state), 0);
    }

    void take(RawRecord scrape) throws Exception {
        meter.processElement(scrape, scrape.atMillis());
        for (Observation observation : meter.extractOutputValues()) {
            watch.processElement(observation, scrape.atMillis());
        }
        meter.getOutput().clear();
        watermark = Math.max(watermark, scrape.atMillis() - latenessMs - 1);
        meter.processWatermark(watermark);
        watch.processWatermark(watermark);
    }

    List<Anomaly> anomaliesOf(String detector) {
        List<Anomaly> all = new ArrayList<>(sideOutput(watch, Watch.ANOMALIES));
        all.addAll(sideOutput(meter, Scan.ANOMALIES));
        return all.stream()
                .filter(anomaly -> anomaly.detector().equals(detector))
                .toList();
    }

    private static List<Anomaly> sideOutput(
            KeyedBroadcastOperatorTestHarness<?, ?, ?, ?> harness, OutputTag<Anomaly> tag) {
        Collection<StreamRecord<Anomaly>> records = harness.getSideOutput(tag);
        return records == null
                ? List.of()
                : records.stream().map(StreamRecord::getValue).toList();
    }

    void close() throws Exception {
        meter.close();
        watch.close();
    }
}
