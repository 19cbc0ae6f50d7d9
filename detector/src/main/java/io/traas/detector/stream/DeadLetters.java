package io.traas.detector.stream;

import io.traas.detector.stream.ends.RawRecord;
import io.traas.model.DeadLetter;
import io.traas.model.SeriesFeedback;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.OutputTag;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where records go that cannot be processed; the job goes on. */
public final class DeadLetters {

    public static final OutputTag<DeadLetter> TAG =
            new OutputTag<>("dead-letters", TypeInformation.of(DeadLetter.class));

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);

    private DeadLetters() {}

    static DeadLetter of(RawRecord record, String reason, long atMillis) {
        LOG.atWarn()
                .addKeyValue("record", record.about())
                .addKeyValue("reason", reason)
                .log("record refused");
        String payload = record.bytes() == null ? "" : new String(record.bytes(), StandardCharsets.UTF_8);
        return new DeadLetter(
                "detector/" + record.topic(), record.about(), reason, Instant.ofEpochMilli(atMillis), payload);
    }

    static DeadLetter of(SeriesFeedback feedback, String reason, long atMillis) {
        LOG.atWarn()
                .addKeyValue("feedback", feedback.id())
                .addKeyValue("reason", reason)
                .log("feedback without effect");
        String payload = new String(Topics.FEEDBACK.codec().encode(feedback), StandardCharsets.UTF_8);
        return new DeadLetter(
                "detector/" + Topics.FEEDBACK.name(),
                feedback.id(),
                feedback.verdict() + " of " + feedback.series().id() + " has no effect: " + reason,
                Instant.ofEpochMilli(atMillis),
                payload);
    }
}
