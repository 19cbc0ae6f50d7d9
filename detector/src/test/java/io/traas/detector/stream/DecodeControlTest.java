package io.traas.detector.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.detect.Catalog;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.Town;
import io.traas.model.ChangeEvent;
import io.traas.model.DeadLetter;
import io.traas.model.DetectorSpec;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.TargetState;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.ProcessFunctionTestHarnesses;
import org.apache.flink.util.OutputTag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DecodeControlTest {

    private OneInputStreamOperatorTestHarness<RawRecord, TargetState> harness;

    @BeforeEach
    void open() throws Exception {
        harness = ProcessFunctionTestHarnesses.forProcessFunction(new DecodeControl());
    }

    @AfterEach
    void close() throws Exception {
        harness.close();
    }

    @Test
    void eachTopicGoesItsOwnWay() throws Exception {
        TargetState state = new Town(1).state(Town.SHOP, 0);
        ChangeEvent change = new ChangeEvent(
                "c1",
                Town.SHOP,
                ChangeEvent.Kind.SCALE,
                Instant.EPOCH,
                "who",
                ChangeEvent.ActorType.PERSON,
                "1",
                "2",
                "s");
        DetectorSpec spec = Catalog.shipped().get(0);

        process(RawRecord.of(Topics.TARGETS, 0, 0, state));
        process(RawRecord.of(Topics.CHANGES, 0, 0, change));
        process(RawRecord.of(Topics.DETECTORS, 0, 0, spec));

        assertThat(harness.extractOutputValues()).containsExactly(state);
        assertThat(side(DecodeControl.CHANGES)).containsExactly(change);
        assertThat(side(DecodeControl.DETECTORS)).containsExactly(new SpecChange(spec.id(), spec));
    }

    @Test
    void feedbackGoesToItsTargetWhateverItsKeyIs() throws Exception {
        Series series = Series.of(Town.SHOP, "errors");
        SeriesFeedback feedback = SeriesFeedback.missed(series, Town.SHOP, "errors-high", Instant.EPOCH, "kim", "");
        RawRecord record = RawRecord.of(Topics.FEEDBACK, 0, 0, feedback);
        process(new RawRecord(record.topic(), "another key", record.about(), 0, record.bytes()));
        process(raw(Topics.FEEDBACK.name(), "{\"schemaVersion\":1,\"id\":\"f\"}"));

        assertThat(side(DecodeControl.FEEDBACK)).singleElement().satisfies(passed -> {
            assertThat(passed.key()).isEqualTo(Town.SHOP.toString());
            assertThat(Topics.FEEDBACK.codec().decode(passed.bytes())).isEqualTo(feedback);
        });
        assertThat(side(DeadLetters.TAG)).singleElement().satisfies(letter -> {
            assertThat(letter.source()).isEqualTo("detector/traas.feedback");
            assertThat(letter.reason()).contains("feedback.series is missing");
        });
    }

    @Test
    void aDeletedDetectorGoesBackToWhatIsShipped() throws Exception {
        process(new RawRecord(Topics.DETECTORS.name(), "errors-high", "traas.detectors/0@1", 0, null));

        assertThat(side(DecodeControl.DETECTORS)).containsExactly(new SpecChange("errors-high", null));
    }

    @Test
    void recordsOfUnknownVersionAndDetectorsThatCannotWorkAreBuried() throws Exception {
        String newer = new String(
                        Topics.TARGETS.codec().encode(new Town(1).state(Town.SHOP, 0)), StandardCharsets.UTF_8)
                .replace("\"schemaVersion\":1", "\"schemaVersion\":99");
        String spec = new String(
                        Topics.DETECTORS.codec().encode(Catalog.shipped().get(0)), StandardCharsets.UTF_8)
                .replace("5\\\\d\\\\d", "([");
        process(raw(Topics.TARGETS.name(), newer));
        process(raw(Topics.DETECTORS.name(), spec));
        process(raw(Topics.CHANGES.name(), "{"));

        assertThat(side(DeadLetters.TAG))
                .extracting(DeadLetter::source)
                .containsExactly("detector/traas.targets", "detector/traas.detectors", "detector/traas.changes");
        assertThat(side(DeadLetters.TAG).get(0).reason()).contains("schemaVersion 99");
        assertThat(side(DeadLetters.TAG).get(1).reason()).contains("detector errors-high");
        assertThat(harness.extractOutputValues()).isEmpty();
    }

    private void process(RawRecord record) throws Exception {
        harness.processElement(record, record.atMillis());
    }

    private static RawRecord raw(String topic, String text) {
        return new RawRecord(topic, "k", topic + "/0@0", 0, text.getBytes(StandardCharsets.UTF_8));
    }

    private <T> List<T> side(OutputTag<T> tag) {
        List<T> values = new ArrayList<>();
        var output = harness.getSideOutput(tag);
        if (output != null) {
            for (StreamRecord<T> record : output) {
                values.add(record.getValue());
            }
        }
        return values;
    }
}
