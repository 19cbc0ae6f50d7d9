package io.traas.detector.dryrun;

import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ObjLongConsumer;

/** Who wants to be woken when. The same wish twice is one. For one thread. */
final class Timers<K> {

    private final TreeMap<Long, Set<K>> byMillis = new TreeMap<>();

    void wakeAt(long atMillis, K who) {
        byMillis.computeIfAbsent(atMillis, unused -> new LinkedHashSet<>()).add(who);
    }

    /** Wakes in order of time all whose time has come, those as well who are added meanwhile. */
    void pass(long nowMillis, ObjLongConsumer<K> wake) {
        while (!byMillis.isEmpty() && byMillis.firstKey() <= nowMillis) {
            Map.Entry<Long, Set<K>> due = byMillis.pollFirstEntry();
            due.getValue().forEach(who -> wake.accept(who, due.getKey()));
        }
    }
}
