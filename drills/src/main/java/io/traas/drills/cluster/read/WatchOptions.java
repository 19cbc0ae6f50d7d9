package io.traas.drills.cluster.read;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How a watch was asked for.
 *
 * @param since version after which changes are wanted; empty or 0 to be told first what exists
 * @param bookmarks whether the client wants to hear of versions without changes
 * @param initialEvents whether the end of what exists is to be marked
 * @param lifetime after which the watch ends by itself; empty for no limit
 */
public record WatchOptions(OptionalLong since, boolean bookmarks, boolean initialEvents, Optional<Duration> lifetime) {

    boolean startsWithWhatExists() {
        return initialEvents || since.orElse(0) == 0;
    }
}
