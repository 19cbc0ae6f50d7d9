package io.traas.detector.dryrun;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimeMergeTest {

    private static final long FULL_AT = 10;
    private static final int MOST_AT_ONCE = 4;

    /** As Kafka does it: a few at a time, from any lane that is not full, while others have long been read. */
    @Property(tries = 200)
    void lanesInOrderBecomeOneInOrderWithinTheBound(
            @ForAll @Size(min = 1, max = 5) List<@IntRange(max = 60) Integer> lengths, @ForAll long seed) {
        Random random = new Random(seed);
        List<Deque<Long>> lanes = lengths.stream()
                .map(length -> new ArrayDeque<>(
                        random.longs(length, 0, 100).sorted().boxed().toList()))
                .map(lane -> (Deque<Long>) lane)
                .toList();
        TimeMerge<Integer, Long> merge =
                new TimeMerge<>(IntStream.range(0, lanes.size()).boxed().toList(), FULL_AT);
        List<Long> merged = new ArrayList<>();
        for (int step = 0; !merge.isOver(); step++) {
            assertThat(step).as("ends").isLessThan(10_000);
            int number = random.nextInt(lanes.size());
            Deque<Long> lane = lanes.get(number);
            for (int i = 0; i < MOST_AT_ONCE && !merge.isFull(number) && !lane.isEmpty(); i++) {
                merge.add(number, lane.element(), 1, lane.remove());
            }
            if (lane.isEmpty()) {
                merge.end(number);
            }
            assertThat(merge.weight()).isLessThanOrEqualTo(lanes.size() * (FULL_AT + MOST_AT_ONCE));
            for (Long next = merge.next(); next != null; next = merge.next()) {
                merged.add(next);
            }
        }
        assertThat(merged)
                .isSorted()
                .hasSize(lengths.stream().mapToInt(Integer::intValue).sum());
    }

    @Test
    void theSlowestLaneIsAwaitedAndOneThatEndedIsNot() {
        TimeMerge<String, String> merge = new TimeMerge<>(List.of("a", "b"), 2);
        merge.add("a", 1, 1, "a1");
        merge.add("a", 5, 1, "a5");

        assertThat(merge.next()).isNull();
        assertThat(merge.isFull("a")).isTrue();
        merge.add("b", 3, 1, "b3");
        assertThat(merge.next()).isEqualTo("a1");
        assertThat(merge.next()).isEqualTo("b3");
        assertThat(merge.next()).isNull();
        merge.end("b");
        assertThat(merge.next()).isEqualTo("a5");
        merge.end("a");
        assertThat(merge.isOver()).isTrue();
    }

    @Test
    void whatIsOutOfOrderWithinALaneStaysSo() {
        TimeMerge<String, Long> merge = new TimeMerge<>(List.of("a"), 10);
        for (long at : new long[] {5, 3, 7}) {
            merge.add("a", at, 1, at);
        }

        assertThat(List.of(merge.next(), merge.next(), merge.next())).containsExactly(5L, 3L, 7L);
    }
}
