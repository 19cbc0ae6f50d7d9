package io.traas.detector.scan;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WidestTest {

    @Test
    void theMetricWithTheMostSeriesAndItsLabelWithTheMostValues() {
        Widest widest = of(
                Point.of("up", 1),
                new Point("calls", Map.of("user", "ann", "status", "200"), 1),
                new Point("calls", Map.of("user", "bob", "status", "200"), 1),
                new Point("calls", Map.of("user", "eve", "status", "500"), 1));

        assertThat(widest).isEqualTo(new Widest("calls", 3, "user", 3));
        assertThat(widest).hasToString("calls has 3 series, its label 'user' 3 values");
    }

    @Test
    void aMetricWithoutLabelsNamesNone() {
        assertThat(of(Point.of("up", 1))).hasToString("up has 1 series");
    }

    private static Widest of(Point... points) {
        Target pod = Target.pod("c", "n", "p-1");
        return Widest.of(new SampleBatch(pod, pod, "", Instant.EPOCH, List.of(points)));
    }
}
