package io.traas.drills.cluster.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.cluster.ClusterTimings;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RestartBackOffTest {

    private final RestartBackOff backOff = new RestartBackOff(ClusterTimings.real());

    @Test
    void theFirstRestartIsImmediateAndTheOthersWaitTwiceAsLongEachUpToFiveMinutes() {
        assertThat(IntStream.range(0, 8)
                        .mapToObj(i -> backOff.after(Duration.ofSeconds(1)))
                        .map(Duration::toSeconds))
                .containsExactly(0L, 10L, 20L, 40L, 80L, 160L, 300L, 300L);
    }

    @Test
    void afterTenMinutesOfWorkThePausesStartAnew() {
        backOff.after(Duration.ofSeconds(1));
        backOff.after(Duration.ofSeconds(1));

        assertThat(backOff.after(Duration.ofMinutes(10))).isZero();
        assertThat(backOff.after(Duration.ofSeconds(1))).isEqualTo(Duration.ofSeconds(10));
    }
}
