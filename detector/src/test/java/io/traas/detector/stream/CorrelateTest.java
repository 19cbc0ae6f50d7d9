package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.testing.Town;
import io.traas.detector.workload.RollCall;
import io.traas.detector.workload.Traffic;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.ChangeEvent;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CorrelateTest {

    private static final long T0 = Town.START_MS;

    private KeyedOneInputStreamOperatorTestHarness<String, Finding, Incident> harness;

    @BeforeEach
    void open() throws Exception {
        harness = ProcessFunctionTestHarnesses.forKeyedProcessFunction(
                new Correlate(500, 3_000), Finding::cluster, Types.STRING);
        harness.setProcessingTime(T0);
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void anIncidentOpensAfterTheGatheringTimeAndSaysWhenItWasDetectedAndLocated() throws Exception {
        process(Finding.of(anomaly(Lifecycle.OPENED, T0)));
        harness.processWatermark(T0 + 400);
        assertThat(harness.extractOutputValues()).isEmpty();

        harness.setProcessingTime(T0 + 900);
        harness.processWatermark(T0 + 500);

        assertThat(harness.extractOutputValues()).singleElement().satisfies(incident -> {
            assertThat(incident.state()).isEqualTo(Lifecycle.OPENED);
            assertThat(incident.detectedAt()).isEqualTo(Instant.ofEpochMilli(T0));
            assertThat(incident.locatedAt()).isEqualTo(Instant.ofEpochMilli(T0 + 900));
        });
    }

    @Test
    void aBlipThatIsOverBeforeTheGatheringTimeOpensNothing() throws Exception {
        process(Finding.of(anomaly(Lifecycle.OPENED, T0)));
        process(Finding.of(anomaly(Lifecycle.CLOSED, T0 + 300)));
        harness.processWatermark(T0 + 10_000);

        assertThat(harness.extractOutputValues()).isEmpty();
    }

    @Test
    void lateNewsDoesNotLetAnIncidentLiveThroughThePastAgain() throws Exception {
        process(Finding.of(anomaly(Lifecycle.OPENED, T0)));
        harness.processWatermark(T0 + 20_000);
        process(Finding.of(anomaly(Lifecycle.CLOSED, T0 + 2_000)));
        harness.processWatermark(T0 + 21_000);
        assertThat(harness.extractOutputValues()).extracting(Incident::state).containsExactly(Lifecycle.OPENED);

        harness.processWatermark(T0 + 24_000);
        assertThat(harness.extractOutputValues())
                .extracting(Incident::state)
                .containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);
        assertThat(harness.extractOutputValues().get(1).updatedAt()).isAfter(Instant.ofEpochMilli(T0 + 23_000));
    }

    @Test
    void nothingIsLeftOnceAnIncidentIsClosedAndItsTargetsAreGone() throws Exception {
        Town town = new Town(1);
        process(Finding.of(town.state(Town.STOCK, 0)));
        process(Finding.of(new ChangeEvent(
                "c1",
                Town.STOCK,
                ChangeEvent.Kind.ROLLOUT,
                Instant.ofEpochMilli(T0),
                "who",
                ChangeEvent.ActorType.PERSON,
                "1",
                "2",
                "s")));
        process(Finding.of(anomaly(Lifecycle.OPENED, T0)));
        harness.processWatermark(T0 + 1_000);
        process(Finding.of(anomaly(Lifecycle.CLOSED, T0 + 1_000)));
        harness.processWatermark(T0 + 8_000);
        assertThat(harness.extractOutputValues())
                .extracting(Incident::state)
                .containsExactly(Lifecycle.OPENED, Lifecycle.CLOSED);

        process(Finding.of(deleted(town)));
        harness.processWatermark(T0 + 3_600_000);

        assertThat(harness.numKeyedStateEntries()).isZero();
        assertThat(harness.numEventTimeTimers()).isZero();
    }

    @Test
    void aHeartbeatComesOutAsAClosedIncidentOfItsNumber() throws Exception {
        process(Finding.of(new Heartbeat(new Target("town", "", "Platform", "heartbeat"), 7)));

        assertThat(harness.extractOutputValues()).singleElement().satisfies(incident -> {
            assertThat(incident.id()).isEqualTo("heartbeat-7");
            assertThat(incident.failureClass()).isEqualTo(FailureClass.HEARTBEAT);
            assertThat(incident.state()).isEqualTo(Lifecycle.CLOSED);
            assertThat(incident.detectedAt()).isEqualTo(Instant.ofEpochMilli(T0));
        });
    }

    @Test
    void theTrafficIsBoundedAndAfterARestartStillDecidesAsItDidBefore() throws Exception {
        for (TargetState state : new Town(1).states(0)) {
            process(Finding.of(state));
        }
        tell(0, 200, 0);
        tell(200, 204, 1);
        OperatorSubtaskState snapshot = harness.snapshot(1, T0);
        assertThat(harness.numKeyedStateEntries()).isLessThan(20);
        harness.close();
        harness = new KeyedOneInputStreamOperatorTestHarness<>(
                new KeyedProcessOperator<>(new Correlate(500, 3_000)), Finding::cluster, Types.STRING);
        harness.initializeState(snapshot);
        harness.open();

        long alarm = T0 + 203_000;
        for (Target slow : List.of(Town.PRICES, Town.ORDERS, Town.SHOP)) {
            process(Finding.of(anomaly(slow, "latency", FailureClass.LATENCY, Lifecycle.OPENED, alarm, alarm)));
        }
        tell(204, 206, 1);
        harness.processWatermark(alarm + 3_000);

        assertThat(harness.extractOutputValues())
                .isNotEmpty()
                .allSatisfy(incident -> assertThat(incident.service()).isEqualTo(Town.ORDERS));
    }

    @Test
    void theTrafficOfAWorkloadWithoutPodsIsForgotten() throws Exception {
        tell(0, 3, 0);
        for (Target workload : List.of(Town.STOCK, Town.PRICES, Town.ORDERS, Town.SHOP)) {
            process(Finding.of(new RollCall(workload, List.of())));
        }

        assertThat(harness.numKeyedStateEntries()).isZero();
    }

    /** What all workloads answer from one second to another; orders is much slower by itself, prices a little. */
    private void tell(int from, int to, double ill) throws Exception {
        for (int second = from; second < to; second++) {
            tell(Town.STOCK, second, 0.02);
            tell(Town.PRICES, second, 0.02 + 0.1 * ill);
            tell(Town.ORDERS, second, 0.05 + 1.2 * ill);
            tell(Town.SHOP, second, 0.06 + 1.2 * ill);
        }
    }

    private void tell(Target workload, int second, double latency) throws Exception {
        process(Finding.of(new Traffic(workload, T0 / 1_000 + second, 1_000, 100, (float) latency, 0)));
    }

    private void process(Finding finding) throws Exception {
        harness.processElement(finding, T0);
    }

    private static TargetState deleted(Town town) {
        TargetState state = town.state(Town.STOCK, 1);
        return new TargetState(
                state.target(),
                state.uid(),
                state.observedAt(),
                true,
                0,
                0,
                1,
                0,
                false,
                false,
                false,
                false,
                0,
                -1,
                state.autonomy(),
                "",
                List.of(),
                List.of());
    }

    private static Anomaly anomaly(Lifecycle state, long updatedMs) {
        return anomaly(Town.STOCK, "errors", FailureClass.ERRORS, state, T0, updatedMs);
    }

    private static Anomaly anomaly(
            Target workload, String signal, FailureClass failureClass, Lifecycle state, long openedMs, long updatedMs) {
        Series series = Series.of(workload, signal);
        Instant opened = Instant.ofEpochMilli(openedMs);
        return new Anomaly(
                Anomaly.idOf(series, signal + "-high", opened),
                state,
                series,
                workload,
                "",
                signal + "-high",
                AnomalyKind.HIGH,
                failureClass,
                opened,
                Instant.ofEpochMilli(updatedMs),
                0.5,
                0,
                0.05,
                0.9,
                Severity.SEV2,
                1,
                signal + " is 0.5");
    }
}
