package io.traas.remediation.testing;

import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topic;
import java.util.concurrent.CompletableFuture;

/** Ends the platform at the k-th of the boundaries it passes, as a kill would: nothing after it happens. */
public final class Crash {

    /** Not an exception: nothing may catch it and go on. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed(int at) {
            super("killed at boundary " + at);
        }
    }

    private final int at;
    private int passed;

    /** @param at which boundary, from 1; 0 for never */
    public Crash(int at) {
        this.at = at;
    }

    public void boundary() {
        passed++;
        if (passed == at) {
            throw new Killed(at);
        }
    }

    public boolean happened() {
        return at > 0 && passed >= at;
    }

    /** Boundaries before and after every record becomes durable. */
    public Publisher around(Publisher publisher) {
        return new Publisher() {
            @Override
            public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
                boundary();
                CompletableFuture<Void> durable = publisher.publish(topic, value);
                boundary();
                return durable;
            }

            @Override
            public void close() {}
        };
    }
}
