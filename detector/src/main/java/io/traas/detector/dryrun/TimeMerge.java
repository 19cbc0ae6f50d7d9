package io.traas.detector.dryrun;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Puts what several lanes bring into one order of time. The oldest head is given out, and only when no lane that goes on
 * is empty: what such a lane brings next may be older. So lanes run ahead of the slowest, and whoever fills them has to
 * stop with those that are full. Within a lane order stays as it is. For one thread.
 *
 * @param <L> name of a lane
 */
final class TimeMerge<L, T> {

    private record Item<T>(long atMillis, long weight, T value) {}

    private static final class Lane<T> {
        final int number;
        final Deque<Item<T>> items = new ArrayDeque<>();
        long weight;
        boolean ended;

        Lane(int number) {
            this.number = number;
        }

        long atMillis() {
            return items.element().atMillis();
        }
    }

    private final long fullAt;
    private final Map<L, Lane<T>> lanes = new HashMap<>();
    private final Set<Lane<T>> awaited = new HashSet<>();
    private final PriorityQueue<Lane<T>> heads = new PriorityQueue<>(
            Comparator.<Lane<T>>comparingLong(Lane::atMillis).thenComparingInt(lane -> lane.number));

    /** @param fullAt weight at which a lane is full */
    TimeMerge(Collection<L> names, long fullAt) {
        this.fullAt = fullAt;
        for (L name : names) {
            lanes.put(name, new Lane<>(lanes.size()));
        }
        awaited.addAll(lanes.values());
    }

    void add(L name, long atMillis, long weight, T value) {
        Lane<T> lane = lanes.get(name);
        lane.items.add(new Item<>(atMillis, weight, value));
        lane.weight += weight;
        if (lane.items.size() == 1) {
            awaited.remove(lane);
            heads.add(lane);
        }
    }

    /** Nothing more will come there. */
    void end(L name) {
        Lane<T> lane = lanes.get(name);
        lane.ended = true;
        awaited.remove(lane);
    }

    /** Whether no more should be added there before something was given out. */
    boolean isFull(L name) {
        return lanes.get(name).weight >= fullAt;
    }

    /** The next in order of time; null when a lane has to be awaited, or nothing is left. */
    T next() {
        if (!awaited.isEmpty() || heads.isEmpty()) {
            return null;
        }
        Lane<T> lane = heads.poll();
        Item<T> item = lane.items.remove();
        lane.weight -= item.weight();
        if (!lane.items.isEmpty()) {
            heads.add(lane);
        } else if (!lane.ended) {
            awaited.add(lane);
        }
        return item.value();
    }

    boolean isOver() {
        return awaited.isEmpty() && heads.isEmpty();
    }

    /** Weight of all that is held. */
    long weight() {
        return lanes.values().stream().mapToLong(lane -> lane.weight).sum();
    }
}
