package io.traas.remediation.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.DetectorSpec;
import io.traas.model.FailureClass;
import io.traas.model.Severity;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import io.traas.remediation.testing.Scene;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RawReadingsTest {

    @Test
    void aSignalThatIsDefinedAnewIsNotAddedToWhatItMeantBefore() {
        RawReadings readings = new RawReadings();
        for (int second = 0; second < 3; second++) {
            scrape(readings, second);
        }
        Signal before = Signals.ERRORS;
        readings.learn(detector(
                new Signal(before.name(), Signal.Kind.RATE, before.metric(), before.match(), "", Map.of(), "1/s")));
        scrape(readings, 3);

        assertThat(readings.of(Scene.pod(Scene.CART, 1))
                        .orElseThrow()
                        .bySignal()
                        .get(before.name())
                        .kind())
                .isEqualTo(Signal.Kind.RATE);
    }

    @Test
    void aPodAnswersOnlyWhenItsLastScrapesAllWereAnswered() {
        RawReadings readings = new RawReadings();
        boolean[] answered = {true, false, true, true, true};
        boolean[] counts = new boolean[answered.length];
        for (int second = 0; second < answered.length; second++) {
            Instant at = Scene.NOON.plusSeconds(second);
            readings.add(Scene.scrape(Scene.CART, 1, at, answered[second], 10L * second, 0));
            counts[second] = readings.answers(at).get(Scene.pod(Scene.CART, 1));
        }

        assertThat(counts).containsExactly(true, false, false, false, true);
    }

    private static void scrape(RawReadings readings, int second) {
        readings.add(Scene.scrape(Scene.CART, 1, Scene.NOON.plusSeconds(second), true, 10L * second, second));
    }

    private static DetectorSpec detector(Signal signal) {
        return new DetectorSpec(
                "own-errors",
                true,
                signal,
                DetectorSpec.Level.POD,
                DetectorSpec.Method.THRESHOLD,
                DetectorSpec.Direction.HIGH,
                1,
                0,
                0,
                1,
                1,
                FailureClass.ERRORS,
                Severity.SEV3);
    }
}
