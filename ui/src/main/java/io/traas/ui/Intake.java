package io.traas.ui;

import io.traas.model.kafka.Route;
import java.util.List;
import java.util.Map;

/** Where records come from. */
public interface Intake {

    /** Reads where the group left off, from the beginning the first time. */
    Reading committed(String group, List<Route<?>> routes);

    /** Reads from where the routes say, at every start anew. */
    Reading replaying(String name, List<Route<?>> routes);

    /** A reading under way. */
    interface Reading extends AutoCloseable {

        /** True once everything that was there at the start has been handled; a committed reading never says so. */
        boolean isCaughtUp();

        /** Why nothing is read any more though nobody closed it; empty while all is well. */
        String failure();

        /** Records not yet handled, by topic and partition. */
        Map<String, Long> lag();

        @Override
        void close();
    }
}
