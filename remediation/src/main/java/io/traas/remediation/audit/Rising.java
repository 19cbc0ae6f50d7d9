package io.traas.remediation.audit;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.ToLongFunction;

/** The most entries of a list that stand in order: those that are not among them were moved. */
final class Rising {

    private Rising() {}

    /** The longest strictly rising subsequence, in n log n steps. */
    static <T> List<T> longest(List<T> all, ToLongFunction<T> number) {
        int[] ends = new int[all.size()]; // ends[k]: index of the smallest last element of a run of k + 1
        int[] before = new int[all.size()];
        int length = 0;
        for (int i = 0; i < all.size(); i++) {
            long value = number.applyAsLong(all.get(i));
            int low = 0;
            int high = length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (number.applyAsLong(all.get(ends[middle])) < value) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            ends[low] = i;
            before[i] = low == 0 ? -1 : ends[low - 1];
            length = Math.max(length, low + 1);
        }
        Deque<T> run = new ArrayDeque<>(length);
        for (int i = length == 0 ? -1 : ends[length - 1]; i >= 0; i = before[i]) {
            run.addFirst(all.get(i));
        }
        return List.copyOf(run);
    }
}
