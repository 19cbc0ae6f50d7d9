package io.traas.collectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.kafka.InMemoryPublisher;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    @Test
    void everyBeatIsASampleOfThePlatformThatTellsWhenItWasSent() {
        InMemoryPublisher publisher = new InMemoryPublisher();
        Clock clock = Clock.fixed(Instant.ofEpochMilli(1_795_343_335_067L), ZoneOffset.UTC);

        Heartbeat heartbeat = new Heartbeat("c1", Duration.ofMillis(100), publisher, clock);
        await().atMost(30, TimeUnit.SECONDS)
                .until(() -> publisher.on(Topics.METRICS).size() >= 3);
        heartbeat.close();

        SampleBatch beat = publisher.on(Topics.METRICS).get(0);
        assertThat(beat.target()).isEqualTo(new Target("c1", "traas", "Platform", "heartbeat"));
        assertThat(beat.points())
                .containsExactly(Point.of(SampleBatch.HEARTBEAT, 1_795_343_335_067L), Point.of("up", 1));
        assertThat(beat.observedAt()).isEqualTo(clock.instant());
    }
}
