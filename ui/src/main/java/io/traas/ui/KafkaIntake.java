package io.traas.ui;

import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.Publisher;
import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicReader;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** Reads the platform's topics. */
final class KafkaIntake implements Intake {

    private final KafkaConnection connection;
    private final Publisher deadLetters;
    private final Clock clock;

    KafkaIntake(KafkaConnection connection, Publisher deadLetters, Clock clock) {
        this.connection = connection;
        this.deadLetters = deadLetters;
        this.clock = clock;
    }

    @Override
    public Reading committed(String group, List<Route<?>> routes) {
        return reading(TopicReader.committed(connection, group, deadLetters, clock, routes));
    }

    @Override
    public Reading replaying(String name, List<Route<?>> routes) {
        return reading(TopicReader.replaying(connection, name, deadLetters, clock, routes));
    }

    private static Reading reading(TopicReader reader) {
        return new Reading() {
            @Override
            public boolean isCaughtUp() {
                return reader.isCaughtUp();
            }

            @Override
            public String failure() {
                return reader.failure();
            }

            @Override
            public Map<String, Long> lag() {
                return reader.lag();
            }

            @Override
            public void close() {
                reader.close();
            }
        };
    }
}
