package io.traas.detector.stream;

import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.ChangeEvent;
import io.traas.model.SeriesFeedback;
import io.traas.model.TargetState;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Decodes what is known besides metrics: target states (main output), changes, detectors, feedback (side outputs). */
public final class DecodeControl extends ProcessFunction<RawRecord, TargetState> {

    public static final OutputTag<ChangeEvent> CHANGES =
            new OutputTag<>("changes", TypeInformation.of(ChangeEvent.class));
    public static final OutputTag<SpecChange> DETECTORS =
            new OutputTag<>("detectors", TypeInformation.of(SpecChange.class));
    /** Feedback that can be read, as a record that goes the way of its target's scrapes. */
    public static final OutputTag<RawRecord> FEEDBACK =
            new OutputTag<>("feedback", TypeInformation.of(RawRecord.class));

    @Override
    public void processElement(RawRecord record, Context context, Collector<TargetState> states) {
        try {
            if (record.topic().equals(Topics.DETECTORS.name())) {
                context.output(DETECTORS, SpecChange.of(record));
            } else if (record.bytes() == null) {
                return;
            } else if (record.topic().equals(Topics.TARGETS.name())) {
                states.collect(Topics.TARGETS.codec().decode(record.bytes()));
            } else if (record.topic().equals(Topics.FEEDBACK.name())) {
                context.output(FEEDBACK, addressed(record));
            } else {
                context.output(CHANGES, Topics.CHANGES.codec().decode(record.bytes()));
            }
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            context.output(DeadLetters.TAG, DeadLetters.of(record, e.getMessage(), now));
        }
    }

    /** Whatever key it was written with, it must not reach another target's state. */
    private static RawRecord addressed(RawRecord record) {
        SeriesFeedback feedback = Topics.FEEDBACK.codec().decode(record.bytes());
        String key = Topics.FEEDBACK.key().apply(feedback);
        return new RawRecord(record.topic(), key, record.about(), record.atMillis(), record.bytes());
    }
}
