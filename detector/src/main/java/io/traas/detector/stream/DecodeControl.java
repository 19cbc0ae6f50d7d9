package io.traas.detector.stream;

import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.ChangeEvent;
import io.traas.model.TargetState;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Decodes what is known besides metrics: target states (main output), changes and detectors (side outputs). */
public final class DecodeControl extends ProcessFunction<RawRecord, TargetState> {

    public static final OutputTag<ChangeEvent> CHANGES =
            new OutputTag<>("changes", TypeInformation.of(ChangeEvent.class));
    public static final OutputTag<SpecChange> DETECTORS =
            new OutputTag<>("detectors", TypeInformation.of(SpecChange.class));

    @Override
    public void processElement(RawRecord record, Context context, Collector<TargetState> states) {
        try {
            if (record.topic().equals(Topics.DETECTORS.name())) {
                context.output(DETECTORS, SpecChange.of(record));
            } else if (record.bytes() == null) {
                return;
            } else if (record.topic().equals(Topics.TARGETS.name())) {
                states.collect(Topics.TARGETS.codec().decode(record.bytes()));
            } else {
                context.output(CHANGES, Topics.CHANGES.codec().decode(record.bytes()));
            }
        } catch (MalformedRecordException e) {
            long now = context.timerService().currentProcessingTime();
            context.output(DeadLetters.TAG, DeadLetters.of(record, e.getMessage(), now));
        }
    }
}
