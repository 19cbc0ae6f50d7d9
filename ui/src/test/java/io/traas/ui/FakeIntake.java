package io.traas.ui;

import io.traas.model.kafka.Route;
import io.traas.model.wire.Topic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** Topics without a broker: what a test publishes goes to every route, after a trip through the wire format. */
public final class FakeIntake implements Intake {

    /** Set it, and every reading ends with it. */
    public volatile String failure = "";

    private final List<Route<?>> routes = new CopyOnWriteArrayList<>();

    @SuppressWarnings("unchecked")
    public <T> void arrive(Topic<T> topic, T value) {
        T read = topic.codec().decode(topic.codec().encode(value));
        for (Route<?> route : routes) {
            if (route.topic().name().equals(topic.name())) {
                ((Consumer<T>) route.handler()).accept(read);
            }
        }
    }

    public boolean isRead() {
        return routes.size() > 10;
    }

    @Override
    public Reading committed(String group, List<Route<?>> wanted) {
        return reading(wanted);
    }

    @Override
    public Reading replaying(String name, List<Route<?>> wanted) {
        return reading(wanted);
    }

    private Reading reading(List<Route<?>> wanted) {
        routes.addAll(wanted);
        return new Reading() {
            @Override
            public boolean isCaughtUp() {
                return true;
            }

            @Override
            public String failure() {
                return failure;
            }

            @Override
            public Map<String, Long> lag() {
                return Map.of();
            }

            @Override
            public void close() {
                routes.removeAll(wanted);
            }
        };
    }
}
