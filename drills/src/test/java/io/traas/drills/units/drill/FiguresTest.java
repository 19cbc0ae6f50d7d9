package io.traas.drills.units.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class FiguresTest {

    /** A write each 100 ms from 0 to 20 s, all bad that start in the given second. */
    private static List<Customers.Seen> badIn(long... seconds) {
        List<Long> bad = LongStream.of(seconds).boxed().toList();
        return LongStream.range(0, 200)
                .map(i -> i * 100)
                .mapToObj(at -> new Customers.Seen(true, "u1", at, at, !bad.contains(at / 1000)))
                .toList();
    }

    @Test
    void service_is_back_with_the_first_second_from_which_on_all_are_good() {
        assertThat(Figures.backAfterMillis(badIn(3, 4, 6), 3000, 20_000, 5)).hasValue(4000);
        assertThat(Figures.backAfterMillis(badIn(), 3000, 20_000, 5)).hasValue(0);
    }

    @Test
    void it_is_back_when_it_answers_and_not_when_it_was_asked() {
        List<Customers.Seen> seen = new ArrayList<>(badIn(3));
        LongStream.range(30, 200)
                .map(i -> i * 100)
                .mapToObj(at -> new Customers.Seen(true, "u2", at, Math.max(at, 5900), at >= 4000))
                .forEach(seen::add);

        assertThat(Figures.backAfterMillis(seen, 3000, 20_000, 5)).hasValue(2900);
    }

    @Test
    void it_is_not_back_before_it_has_held() {
        assertThat(Figures.backAfterMillis(badIn(3, 17), 3000, 20_000, 5)).isEmpty();
    }

    @Test
    void seconds_without_any_request_prove_nothing() {
        assertThat(Figures.backAfterMillis(badIn(), 3000, 40_000, 5)).isEmpty();
    }

    @Test
    void the_freeze_is_the_longest_time_without_a_receipt() {
        assertThat(Figures.longestFreezeMillis(badIn(5, 6, 10), "u1", 0, 20_000))
                .isEqualTo(2100);
        assertThat(Figures.longestFreezeMillis(badIn(19), "u1", 0, 20_000)).isEqualTo(1100);
    }
}
