package io.traas.detector.stream.ends;

import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.SampleBatchCodec;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A record as it lies on a topic, not yet decoded: shuffling bytes is cheaper than shuffling hundreds of points, and a
 * record that cannot be decoded still has an address.
 *
 * @param about where it lies: {@code topic/partition@offset}
 * @param atMillis event time
 * @param bytes null for a deletion
 */
public record RawRecord(String topic, String key, String about, long atMillis, byte[] bytes) implements Serializable {

    /** As a writer of the topic would have written it. */
    public static <T> RawRecord of(Topic<T> topic, long offset, long atMillis, T value) {
        return new RawRecord(
                topic.name(),
                topic.key().apply(value),
                topic.name() + "/0@" + offset,
                atMillis,
                topic.codec().encode(value));
    }

    /** As it was read, whatever it is. */
    public static RawRecord of(ConsumerRecord<byte[], byte[]> record) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        String about = record.topic() + "/" + record.partition() + "@" + record.offset();
        return new RawRecord(record.topic(), key, about, eventTime(record), record.value());
    }

    /** When it was observed, but never much later than it was written. */
    private static long eventTime(ConsumerRecord<byte[], byte[]> record) {
        if (!record.topic().equals(Topics.METRICS.name()) || record.value() == null) {
            return record.timestamp();
        }
        try {
            return Math.min(SampleBatchCodec.observedAtMillis(record.value()), record.timestamp());
        } catch (MalformedRecordException e) {
            return record.timestamp();
        }
    }
}
