package io.traas.detector;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.correlate.CorrelatorMemory;
import io.traas.detector.stream.Finding;
import io.traas.detector.stream.MeterMemory;
import io.traas.detector.stream.Observation;
import io.traas.detector.stream.SpecChange;
import io.traas.detector.stream.UnheardFeedback;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.CollectingSink;
import io.traas.detector.testing.ScriptedSource;
import io.traas.detector.workload.RollCall;
import io.traas.detector.workload.WorkloadMemory;
import io.traas.model.Anomaly;
import io.traas.model.ChangeEvent;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Incident;
import io.traas.model.SeriesFeedback;
import io.traas.model.TargetState;
import io.traas.model.stage.Settings;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JobGraphTest {

    private static final RawRecord ANY = new RawRecord("t", "k", "t/0@0", 0, new byte[0]);

    /** Without a uid an upgrade loses the operator's state; without a name nobody finds it in a dashboard. */
    @Test
    void everyOperatorHasAUidAndAName() {
        StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment(1);
        new DetectorJob(
                        ScriptedSource.of(List.of(ANY), 1),
                        ScriptedSource.of(List.of(ANY), 1),
                        new CollectingSink<>(),
                        new CollectingSink<>(),
                        new CollectingSink<>())
                .define(env, DetectorConfig.from(Settings.of(Map.of())));

        assertThat(env.getStreamGraph().getStreamNodes()).hasSizeGreaterThan(8).allSatisfy(node -> {
            assertThat(node.getTransformationUID()).as("uid of %s", node).isNotBlank();
            assertThat(nameOf(node)).as("name of %s", node).isNotBlank().isNotEqualTo("Process");
        });
    }

    private static String nameOf(StreamNode node) {
        return node.getOperatorName();
    }

    /** A type Flink does not know falls to Kryo: slow, and gone with the next change of a field. */
    @ParameterizedTest
    @ValueSource(
            classes = {
                RawRecord.class,
                Observation.class,
                Finding.class,
                SpecChange.class,
                MeterMemory.class,
                WorkloadMemory.class,
                CorrelatorMemory.class,
                RollCall.class,
                TargetState.class,
                ChangeEvent.class,
                DetectorSpec.class,
                SeriesFeedback.class,
                UnheardFeedback.class,
                Anomaly.class,
                Incident.class,
                DeadLetter.class
            })
    void everyTypeOfStreamAndStateIsKnownToFlink(Class<?> type) {
        Configuration strict = new Configuration();
        strict.set(PipelineOptions.GENERIC_TYPES, false);

        assertThat(TypeInformation.of(type).createSerializer(new SerializerConfigImpl(strict)))
                .isNotNull();
    }
}
