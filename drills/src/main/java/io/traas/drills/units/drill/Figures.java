package io.traas.drills.units.drill;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** What customers saw of a drill, from their requests alone. Pure. */
final class Figures {

    /** A second is good when so many of its requests succeed. */
    static final double GOOD_SHARE = 0.99;

    private static final long SECOND = 1000;

    private Figures() {}

    /**
     * When service was back: milliseconds from the fault until every kind of request to every unit was answered once, of
     * those made since the first whole second, counted from the fault, that is good as are all after it. An answer may come
     * long after its request was made, so it is the answer that counts. Empty when the last {@code holdSeconds} were not
     * good.
     */
    static OptionalLong backAfterMillis(List<Customers.Seen> seen, long faultMillis, long endMillis, int holdSeconds) {
        int seconds = (int) ((endMillis - faultMillis) / SECOND);
        int[] all = new int[seconds];
        int[] good = new int[seconds];
        for (Customers.Seen request : seen) {
            long second = Math.floorDiv(request.startMillis() - faultMillis, SECOND);
            if (second >= 0 && second < seconds) {
                all[(int) second]++;
                good[(int) second] += request.ok() ? 1 : 0;
            }
        }
        int first = seconds;
        while (first > 0 && all[first - 1] > 0 && good[first - 1] >= GOOD_SHARE * all[first - 1]) {
            first--;
        }
        return seconds - first >= holdSeconds
                ? OptionalLong.of(everyKindAnsweredAt(seen, faultMillis + first * SECOND) - faultMillis)
                : OptionalLong.empty();
    }

    /** The first answer of each kind to what was asked since; of these, the last. */
    private static long everyKindAnsweredAt(List<Customers.Seen> seen, long sinceMillis) {
        Map<String, Long> first = new HashMap<>();
        for (Customers.Seen request : seen) {
            if (request.ok() && request.startMillis() >= sinceMillis) {
                first.merge((request.write() ? "write " : "read ") + request.unit(), request.endMillis(), Math::min);
            }
        }
        return Collections.max(first.values());
    }

    /** The longest time in which no write to a unit was acknowledged, in milliseconds. */
    static long longestFreezeMillis(List<Customers.Seen> seen, String unit, long fromMillis, long toMillis) {
        List<Long> ends = new ArrayList<>(seen.stream()
                .filter(request ->
                        request.write() && request.ok() && request.unit().equals(unit))
                .map(Customers.Seen::endMillis)
                .filter(end -> end >= fromMillis && end <= toMillis)
                .sorted(Comparator.naturalOrder())
                .toList());
        ends.add(toMillis);
        long before = fromMillis;
        long longest = 0;
        for (long end : ends) {
            longest = Math.max(longest, end - before);
            before = end;
        }
        return longest;
    }

    static int failed(List<Customers.Seen> seen, boolean writes) {
        return (int) seen.stream()
                .filter(request -> request.write() == writes && !request.ok())
                .count();
    }
}
