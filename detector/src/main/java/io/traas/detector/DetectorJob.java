package io.traas.detector;

import io.traas.detector.stream.Correlate;
import io.traas.detector.stream.DeadLetters;
import io.traas.detector.stream.DecodeControl;
import io.traas.detector.stream.Detectors;
import io.traas.detector.stream.Finding;
import io.traas.detector.stream.Meter;
import io.traas.detector.stream.Observation;
import io.traas.detector.stream.Scan;
import io.traas.detector.stream.SpecChange;
import io.traas.detector.stream.Watch;
import io.traas.detector.stream.ends.EventTime;
import io.traas.detector.stream.ends.KafkaEnds;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.Anomaly;
import io.traas.model.DeadLetter;
import io.traas.model.Incident;
import io.traas.model.TargetState;
import io.traas.model.wire.Topics;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.streaming.api.datastream.BroadcastStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The one job: scrapes are metered per target, judged per workload, correlated per cluster.
 *
 * @param metrics records of traas.metrics
 * @param control records of traas.targets, traas.changes, traas.detectors and traas.feedback
 */
public record DetectorJob(
        Source<RawRecord, ?, ?> metrics,
        Source<RawRecord, ?, ?> control,
        Sink<Anomaly> anomalies,
        Sink<Incident> incidents,
        Sink<DeadLetter> deadLetters) {

    /** The job between its topics. */
    public static DetectorJob between(KafkaEnds ends) {
        return new DetectorJob(
                ends.metrics(),
                ends.control(),
                ends.sink(Topics.ANOMALIES),
                ends.sink(Topics.INCIDENTS),
                ends.sink(Topics.DEAD_LETTERS));
    }

    public void define(StreamExecutionEnvironment env, DetectorConfig config) {
        SingleOutputStreamOperator<TargetState> states = env.fromSource(
                        control, EventTime.ofKnowledge(), "control", TypeInformation.of(RawRecord.class))
                .uid("control")
                .process(new DecodeControl())
                .uid("decode-control")
                .name("decode control");
        BroadcastStream<SpecChange> detectors =
                states.getSideOutput(DecodeControl.DETECTORS).broadcast(Detectors.STATE);

        SingleOutputStreamOperator<Observation> readings = env.fromSource(
                        metrics,
                        EventTime.ofScrapes(config.lateness(), config.idleAfter()),
                        "metrics",
                        TypeInformation.of(RawRecord.class))
                .uid("metrics")
                .union(states.getSideOutput(DecodeControl.FEEDBACK))
                .keyBy(RawRecord::key)
                .connect(detectors)
                .process(new Meter(config.maxSeriesPerTarget()))
                .uid("meter")
                .name("meter per target");

        DataStream<Observation> workloadStates = states.filter(
                        state -> !state.target().is("Node"))
                .uid("workload-states")
                .name("workload states")
                .map(Observation::of, TypeInformation.of(Observation.class))
                .uid("observe-states")
                .name("observe states");
        SingleOutputStreamOperator<Finding> judged = readings.union(workloadStates)
                .keyBy(Observation::key)
                .connect(detectors)
                .process(new Watch(
                        config.interval().toMillis(),
                        config.settle().toMillis(),
                        config.lateness().toMillis()))
                .uid("watch")
                .name("watch per workload");

        DataStream<Finding> knownStates = states.map(Finding::of, TypeInformation.of(Finding.class))
                .uid("known-states")
                .name("known states");
        DataStream<Finding> knownChanges = states.getSideOutput(DecodeControl.CHANGES)
                .map(Finding::of, TypeInformation.of(Finding.class))
                .uid("known-changes")
                .name("known changes");
        DataStream<Anomaly> scanned = readings.getSideOutput(Scan.ANOMALIES);
        DataStream<Finding> foundByScan = scanned.map(Finding::of, TypeInformation.of(Finding.class))
                .uid("found-by-scan")
                .name("found by scan");
        SingleOutputStreamOperator<Incident> correlated = judged.union(knownStates, knownChanges, foundByScan)
                .keyBy(Finding::cluster)
                .process(
                        new Correlate(config.gather().toMillis(), config.quiet().toMillis()))
                .uid("correlate")
                .name("correlate per cluster");

        judged.getSideOutput(Watch.ANOMALIES)
                .union(scanned)
                .sinkTo(anomalies)
                .uid("anomalies")
                .name("anomalies");
        correlated.sinkTo(incidents).uid("incidents").name("incidents");
        states.getSideOutput(DeadLetters.TAG)
                .union(readings.getSideOutput(DeadLetters.TAG), judged.getSideOutput(DeadLetters.TAG))
                .sinkTo(deadLetters)
                .uid("dead-letters")
                .name("dead letters");
    }
}
