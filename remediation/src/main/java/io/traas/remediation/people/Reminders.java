package io.traas.remediation.people;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What was handed to a person is told again until somebody acknowledges the incident or it is over. Bounded by the
 * incidents that are open. Thread-safe.
 *
 * @param <T> what is told
 */
public final class Reminders<T> {

    private static final class Due<T> {
        final T what;
        Instant at;

        Due(T what, Instant at) {
            this.what = what;
            this.at = at;
        }
    }

    private final Duration every;
    private final Map<String, Due<T>> owed = new HashMap<>();
    private final Set<String> acknowledged = new HashSet<>();

    /** @param every zero for never */
    public Reminders(Duration every) {
        this.every = every;
    }

    /** It was told now, and will be again. */
    public synchronized void told(String incidentId, T what, Instant now) {
        if (!every.isZero() && !acknowledged.contains(incidentId)) {
            owed.put(incidentId, new Due<>(what, now.plus(every)));
        }
    }

    /** A person looks after it. */
    public synchronized void acknowledge(String incidentId) {
        acknowledged.add(incidentId);
        owed.remove(incidentId);
    }

    /** @return what has to be told again now */
    public synchronized List<T> due(Instant now, Predicate<String> incidentIsClosed) {
        owed.keySet().removeIf(incidentIsClosed);
        acknowledged.removeIf(incidentIsClosed);
        List<T> due = new ArrayList<>();
        owed.values().stream().filter(one -> !now.isBefore(one.at)).forEach(one -> {
            due.add(one.what);
            one.at = now.plus(every);
        });
        return due;
    }
}
