package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.util.function.Consumer;

/** Which handler gets the values of which topic, and where reading starts when nothing is remembered. */
public record Route<T>(Topic<T> topic, Start start, Consumer<T> handler) {

    public enum Start {
        BEGINNING,
        END
    }

    public static <T> Route<T> fromBeginning(Topic<T> topic, Consumer<T> handler) {
        return new Route<>(topic, Start.BEGINNING, handler);
    }

    public static <T> Route<T> fromEnd(Topic<T> topic, Consumer<T> handler) {
        return new Route<>(topic, Start.END, handler);
    }

    void deliver(byte[] bytes) {
        handler.accept(topic.codec().decode(bytes));
    }
}
