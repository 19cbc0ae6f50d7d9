package io.traas.model.wire;

import java.time.Duration;
import java.util.function.Function;

/**
 * A topic: its name, the type it carries, how it is keyed and kept.
 *
 * @param partitions how many it is created with
 * @param retention how long records are kept; null for ever
 * @param compacted only the newest record of a key is kept
 */
public record Topic<T>(
        String name, Codec<T> codec, Function<T, String> key, int partitions, boolean compacted, Duration retention) {

    @Override
    public String toString() {
        return name;
    }
}
