package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.function.Consumer;

/**
 * Which handler gets the values of which topic, and where reading starts when nothing is remembered.
 *
 * @param back how far back from now reading starts; {@link #ALL} from the beginning, zero at the end
 */
public record Route<T>(Topic<T> topic, Duration back, Consumer<T> handler) {

    static final Duration ALL = ChronoUnit.FOREVER.getDuration();

    public static <T> Route<T> fromBeginning(Topic<T> topic, Consumer<T> handler) {
        return new Route<>(topic, ALL, handler);
    }

    public static <T> Route<T> fromEnd(Topic<T> topic, Consumer<T> handler) {
        return new Route<>(topic, Duration.ZERO, handler);
    }

    /** What was written within the time given, and then what comes. */
    public static <T> Route<T> recent(Topic<T> topic, Duration back, Consumer<T> handler) {
        return new Route<>(topic, back, handler);
    }

    void deliver(byte[] bytes) {
        handler.accept(topic.codec().decode(bytes));
    }
}
