package io.traas.ui.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.LedgerEntry;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.stage.StageHealth;
import io.traas.ui.health.HealthReport.StageReport;
import io.traas.ui.health.HealthReport.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WatchTest {

    private static final Target PLATFORM = new Target("c", "traas", "Platform", "heartbeat");
    private static final StageHealth WELL =
            new StageHealth("collectors", StageHealth.Status.UP, "", Map.of("lag", "0"));

    private final Hands clock = new Hands();
    private final Pulse pulse = new Pulse();
    private final Watch watch = new Watch(pulse, Duration.ofSeconds(2), clock);
    private final List<SilenceAlarm.Health> live = new ArrayList<>();
    private final List<SilenceAlarm.Notice> sent = new ArrayList<>();
    private final SilenceAlarm alarm = new SilenceAlarm(live::add, sent::add, clock);

    @Test
    void aStageThatSaysItIsWellWithoutAHeartbeatIsSilent() {
        watch.note(Map.of("collectors", Answer.of(WELL)));
        beat();
        assertThat(collectors().status()).isEqualTo(Status.UP);
        clock.pass(7);
        assertThat(collectors().status()).isEqualTo(Status.SILENT);
        assertThat(collectors().heartbeatAgeMs()).isEqualTo(7_000);
        assertThat(collectors().summary()).contains("7 s");
        beat();
        assertThat(collectors().status()).isEqualTo(Status.UP);
    }

    @Test
    void stagesBehindASilentOneOnlyWait() {
        pulse.ledger(new LedgerEntry.HeartbeatSeen("h", "heartbeat-1", "heartbeat-1", clock.instant(), 1));
        beat();
        clock.pass(20);
        watch.note(Map.of("ui", Answer.of(new StageHealth("ui", StageHealth.Status.UP, "", Map.of()))));
        Map<String, StageReport> stages =
                watch.stages().stream().collect(Collectors.toMap(StageReport::name, Function.identity()));
        assertThat(stages.get("collectors").status()).isEqualTo(Status.SILENT);
        assertThat(stages.get("remediation").status()).isEqualTo(Status.UNKNOWN);
        assertThat(stages.get("remediation").summary()).isEqualTo("no heartbeat reaches it from collectors");
        assertThat(stages.get("ui").status()).isEqualTo(Status.UP);
        assertThat(Watch.silent(watch.stages())).containsExactly("collectors");
    }

    @Test
    void aStageThatDoesNotAnswerIsDownEvenWithARecentHeartbeat() {
        beat();
        watch.note(Map.of("collectors", Answer.failed("http://127.0.0.1:1 does not answer")));
        assertThat(collectors().status()).isEqualTo(Status.DOWN);
        assertThat(collectors().summary()).contains("127.0.0.1:1");
    }

    @Test
    void aStageThatNeverBeatIsStartingForAMinuteAndSilentAfter() {
        assertThat(collectors().status()).isEqualTo(Status.UNKNOWN);
        clock.pass(61);
        assertThat(collectors().status()).isEqualTo(Status.SILENT);
    }

    @Test
    void whatAStageSaysOfItselfCountsWhileItBeats() {
        beat();
        watch.note(Map.of(
                "collectors",
                Answer.of(new StageHealth("collectors", StageHealth.Status.DEGRADED, "Kafka away", Map.of()))));
        assertThat(collectors().status()).isEqualTo(Status.DEGRADED);
        assertThat(collectors().summary()).isEqualTo("Kafka away");
    }

    @Test
    void otherStagesThatAreAskedAreShownToo() {
        watch.note(Map.of("broker", Answer.failed("gone")));
        assertThat(watch.stages())
                .extracting(StageReport::name)
                .containsExactly("collectors", "detector", "runbooks", "remediation", "ui", "broker");
    }

    @Test
    void silenceAndReturnAreToldOnceEach() {
        beat();
        look();
        look();
        assertThat(live).hasSize(1);
        assertThat(sent).isEmpty();
        clock.pass(10);
        look();
        look();
        assertThat(sent).singleElement().satisfies(notice -> {
            assertThat(notice.event()).isEqualTo("stage-silent");
            assertThat(notice.stage()).isEqualTo("collectors");
        });
        assertThat(live.get(1).silent()).containsExactly("collectors");
        beat();
        look();
        assertThat(sent).extracting(SilenceAlarm.Notice::event).containsExactly("stage-silent", "stage-back");
        assertThat(live).hasSize(3);
    }

    @Test
    void theNewestScrapeIsKnownAndHeartbeatsAreNone() {
        beat();
        assertThat(pulse.lastScrapeAt()).isEmpty();
        Instant at = clock.instant();
        pulse.metrics(new SampleBatch(PLATFORM, PLATFORM, "", at, List.of(Point.of(SampleBatch.UP, 0))));
        pulse.metrics(new SampleBatch(PLATFORM, PLATFORM, "", at.minusSeconds(5), List.of()));
        assertThat(pulse.lastScrapeAt()).contains(at);
    }

    private void beat() {
        pulse.metrics(
                new SampleBatch(PLATFORM, PLATFORM, "", clock.instant(), List.of(Point.of(SampleBatch.HEARTBEAT, 1))));
    }

    private void look() {
        alarm.look(watch.stages());
    }

    private StageReport collectors() {
        return watch.stages().get(0);
    }

    private static final class Hands extends Clock {
        private Instant now = Instant.parse("2026-01-31T12:00:00Z");

        void pass(int seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
