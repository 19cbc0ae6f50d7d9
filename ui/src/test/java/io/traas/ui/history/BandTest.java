package io.traas.ui.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Lifecycle;
import io.traas.ui.Samples;
import io.traas.ui.history.MetricHistory.HistoryPoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BandTest {

    @Test
    void theUsualSpreadHoldsNormalNoiseAndExcludesAnOutlier() {
        List<HistoryPoint> points = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < 300; i++) {
            points.add(new HistoryPoint(i * 1_000L, i == 150 ? 900 : 100 + random.nextGaussian() * 5));
        }
        Band band = new Band(points, List.of());
        long inside = points.stream()
                .filter(point -> point.value() >= band.lowAt(0) && point.value() <= band.highAt(0))
                .count();
        assertThat(inside).isEqualTo(299);
        assertThat(band.highAt(0)).isLessThan(150);
    }

    @Test
    void isNeverBelowZero() {
        List<HistoryPoint> points = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            points.add(new HistoryPoint(i, i % 2));
        }
        assertThat(new Band(points, List.of()).lowAt(0)).isZero();
    }

    @Test
    void whileAnAnomalyIsOpenItsExpectationCounts() {
        long opened = Samples.T0.toEpochMilli();
        Band band = new Band(List.of(), List.of(Samples.anomaly("a", Lifecycle.CLOSED, 30)));
        assertThat(band.highAt(opened)).isEqualTo(0.02);
        assertThat(band.highAt(opened + 30_000)).isEqualTo(0.02);
        assertThat(band.highAt(opened + 30_001)).isNaN();
        assertThat(band.highAt(opened - 1)).isNaN();
    }

    @Test
    void fewPointsMakeNoExpectation() {
        Band band = new Band(List.of(new HistoryPoint(1, 1)), List.of());
        assertThat(band.lowAt(1)).isNaN();
        assertThat(band.highAt(1)).isNaN();
    }
}
