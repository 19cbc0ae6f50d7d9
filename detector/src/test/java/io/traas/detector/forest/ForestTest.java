package io.traas.detector.forest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ForestTest {

    private static final long MINUTE = 60_000;
    private static final int LEARNED = 1_200;
    private static final int BYTES_AT_MOST = 80 * 1024;

    @Property(tries = 6)
    void goesOnAfterRestoringAsIfNothingHadHappened(
            @ForAll @IntRange(min = 0, max = 10_000) int seed, @ForAll @IntRange(min = 0, max = 700) int before) {
        Forest uninterrupted = Forest.fresh(seed);
        IntToDoubleFunction wild = wild(seed);
        for (int point = 0; point < before; point++) {
            uninterrupted.observe(point * MINUTE, wild.applyAsDouble(point));
        }
        Forest restored = Forest.restore(uninterrupted.snapshot());

        for (int point = before; point < before + 150; point++) {
            double value = wild.applyAsDouble(point);
            assertThat(restored.observe(point * MINUTE, value)).isEqualTo(uninterrupted.observe(point * MINUTE, value));
            assertThat(restored.isOpen()).isEqualTo(uninterrupted.isOpen());
            assertThat(restored.because()).isEqualTo(uninterrupted.because());
        }
        assertThat(restored.snapshot()).isEqualTo(uninterrupted.snapshot());
        assertThat(restored.snapshot().length).isLessThan(BYTES_AT_MOST);
    }

    @Property(tries = 6)
    void findingsAreInTheirRangesForAnySeries(@ForAll @IntRange(min = 0, max = 10_000) int seed) {
        for (Finding finding : findings(seed, 600, wild(seed))) {
            assertThat(finding.score()).isBetween(0.0, 1.0);
            assertThat(finding.alert()).isEqualTo(finding.score() >= Ensemble.THRESHOLD);
            assertThat(finding.low() > finding.high()).isFalse();
        }
    }

    @Test
    void aReplayOfTheSameSeriesFindsTheSame() {
        assertThat(findings(7, 800, wild(3))).isEqualTo(findings(7, 800, wild(3)));
    }

    @Property(tries = 3)
    void aQuietSeriesIsHardlyEverNotifiedOnceItsFirstDayIsOver(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        assertThat(alerts(4 * 1_440, daily(seed)).stream().filter(at -> at >= 1_440))
                .hasSizeLessThan(3);
    }

    @Property(tries = 3)
    void aLeapIsNotifiedAtOnceAndTheSentenceSaysWhichWay(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        for (double leap : new double[] {100, -100}) {
            Forest forest = Forest.fresh(seed);
            IntToDoubleFunction usual = daily(seed);
            for (int point = 0; point < LEARNED; point++) {
                forest.observe(point * MINUTE, usual.applyAsDouble(point));
            }
            double value = usual.applyAsDouble(LEARNED) + leap;
            Finding finding = forest.observe(LEARNED * MINUTE, value);

            assertThat(finding.alert()).isTrue();
            assertThat(leap > 0 ? value - finding.high() : finding.low() - value)
                    .isPositive();
            assertThat(forest.isOpen()).isTrue();
            assertThat(forest.because()).contains(leap > 0 ? "is too high" : "is too low", "one in");
        }
    }

    /** What no limit on the value shows: at the crest the wave is suddenly in its trough, each a value of every minute. */
    @Property(tries = 4)
    void usualValuesInAnOrderThatIsNotAreNotified(@ForAll @IntRange(min = 0, max = 1_000) int seed) {
        int turned = 3_000;
        Random noise = new Random(seed);
        List<Integer> alerts = alerts(
                turned + 20,
                at -> 50 + 20 * Math.cos(2 * Math.PI * (at < turned ? at : at + 6) / 12) + 0.3 * noise.nextGaussian());

        assertThat(alerts).isNotEmpty().allSatisfy(at -> assertThat(at).isGreaterThanOrEqualTo(turned));
    }

    @Test
    void whatIsNotANumberIsNeitherLearnedNorNotified() {
        Forest forest = Forest.fresh(1);
        for (int point = 0; point < 300; point++) {
            forest.observe(point * MINUTE, point % 7);
        }
        byte[] before = forest.snapshot();

        for (double missing : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Finding finding = forest.observe(300 * MINUTE, missing);
            assertThat(finding.alert()).isFalse();
            assertThat(finding.low()).isNaN();
        }
        assertThat(forest.snapshot()).isEqualTo(before);
    }

    @Test
    void aSeriesThatNeverChangesIsNeverNotified() {
        assertThat(alerts(1_500, at -> 42)).isEmpty();
    }

    @Test
    void refusesWhatIsNoWholeSnapshot() throws IOException {
        Forest forest = Forest.fresh(1);
        for (int point = 0; point < 300; point++) {
            forest.observe(point * MINUTE, point % 7);
        }
        byte[] snapshot = forest.snapshot();
        byte[] ofTheFuture = snapshot.clone();
        ofTheFuture[0] = 99;

        assertThatThrownBy(() -> Forest.restore(new byte[0])).hasMessageContaining("version none");
        assertThatThrownBy(() -> Forest.restore(ofTheFuture))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("forest of version 99, only 1 is known");
        assertThatThrownBy(() -> Forest.restore(Arrays.copyOf(snapshot, 3))).hasMessage("forest ends after 3 bytes");
        assertThatThrownBy(() -> Forest.restore(Arrays.copyOf(snapshot, 700)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Forest.restore(Arrays.copyOf(snapshot, snapshot.length - 3)))
                .hasMessage("forest ends after " + (snapshot.length - 3) + " bytes");
        assertThatThrownBy(() -> Forest.restore(Arrays.copyOf(snapshot, snapshot.length + 3)))
                .hasMessage("forest has 3 bytes too many");
    }

    @Test
    void letsInNothingButTreesWhenItReads() throws IOException {
        ByteArrayOutputStream foreign = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(foreign)) {
            out.writeObject(new java.util.HashMap<>());
        }
        byte[] snapshot = ByteBuffer.allocate(5 + foreign.size())
                .put((byte) 1)
                .putInt(foreign.size())
                .put(foreign.toByteArray())
                .array();

        assertThatThrownBy(() -> Forest.restore(snapshot))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("REJECTED");
    }

    private static List<Integer> alerts(int length, IntToDoubleFunction values) {
        List<Finding> findings = findings(1, length, values);
        List<Integer> alerts = new ArrayList<>();
        for (int point = 0; point < length; point++) {
            if (findings.get(point).alert()) {
                alerts.add(point);
            }
        }
        return alerts;
    }

    private static List<Finding> findings(long seed, int length, IntToDoubleFunction values) {
        Forest forest = Forest.fresh(seed);
        List<Finding> findings = new ArrayList<>();
        for (int point = 0; point < length; point++) {
            findings.add(forest.observe(point * MINUTE, values.applyAsDouble(point)));
        }
        return findings;
    }

    private static IntToDoubleFunction daily(int seed) {
        Random noise = new Random(seed);
        return at -> 100 + 30 * Math.sin(2 * Math.PI * at / 1_440) + 2 * noise.nextGaussian();
    }

    /** Everything a series can do; points have to be asked for in order. */
    private static IntToDoubleFunction wild(int seed) {
        Random random = new Random(seed);
        return at -> switch (random.nextInt(40)) {
            case 0 -> Double.NaN;
            case 1 -> 0;
            case 2 -> -1_000 * random.nextDouble();
            case 3 -> random.nextInt(20) == 0 ? Double.MAX_VALUE : 1e9;
            default -> 10 + Math.sin(at / 20.0) + 0.1 * random.nextGaussian();
        };
    }
}
