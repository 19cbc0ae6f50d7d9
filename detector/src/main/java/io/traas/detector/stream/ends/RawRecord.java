package io.traas.detector.stream.ends;

import io.traas.model.wire.Topic;
import java.io.Serializable;

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
}
