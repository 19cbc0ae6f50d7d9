package io.traas.remediation;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    private final TestClock clock = new TestClock(Scene.NOON);
    private final AtomicLong nanos = new AtomicLong();
    private final ClockWatch watch = new ClockWatch(clock, nanos::get);

    @Test
    void timeThatPassesIsNoJump() {
        pass(Duration.ofHours(1), Duration.ofHours(1));
        pass(Duration.ofMinutes(10), Duration.ofMinutes(10).plusSeconds(9));

        assertThat(watch.look()).isNull();
    }

    @Test
    void aClockThatWasSetAheadOrBackJumped() {
        pass(Duration.ofSeconds(12), Duration.ofSeconds(1));
        assertThat(watch.look()).isEqualTo(Scene.NOON.plusSeconds(12));

        pass(Duration.ofMinutes(-5), Duration.ofSeconds(1));
        assertThat(watch.look()).isEqualTo(Scene.NOON.plusSeconds(12).minusSeconds(300));
    }

    private void pass(Duration byClock, Duration really) {
        clock.advance(byClock);
        nanos.addAndGet(really.toNanos());
        watch.look();
    }
}
