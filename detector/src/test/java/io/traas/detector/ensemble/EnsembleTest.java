package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.ensemble.SeriesDetector.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What holds for any series whatever. */
class EnsembleTest {

    @Property(tries = 100)
    void goesOnAfterRestoringAsIfNothingHadHappened(
            @ForAll @IntRange(min = 0, max = 10_000) int seed,
            @ForAll @IntRange(min = 0, max = 3_000) int before,
            @ForAll @IntRange(min = 1, max = 500) int after) {
        Ensemble uninterrupted = Ensemble.shipped();
        Wild series = new Wild(seed);
        for (int point = 0; point < before; point++) {
            series.next(uninterrupted);
        }
        Ensemble restored = Ensemble.restore(uninterrupted.snapshot());

        for (int point = 0; point < after; point++) {
            long at = series.at;
            double value = series.step();
            assertThat(restored.observe(at, value)).isEqualTo(uninterrupted.observe(at, value));
            if (Double.isFinite(value)) {
                assertThat(restored.because()).isEqualTo(uninterrupted.because());
            }
            assertThat(restored.isOpen()).isEqualTo(uninterrupted.isOpen());
        }
        assertThat(restored.snapshot()).isEqualTo(uninterrupted.snapshot());
    }

    @Property(tries = 100)
    void findingsAreInTheirRangesForAnySeries(
            @ForAll @IntRange(min = 0, max = 10_000) int seed, @ForAll @IntRange(min = 1, max = 3_000) int length) {
        Ensemble detector = Ensemble.shipped();
        Wild series = new Wild(seed);
        for (int point = 0; point < length; point++) {
            Finding finding = series.next(detector);
            assertThat(finding.score()).isBetween(0.0, 1.0);
            assertThat(finding.alert()).isEqualTo(finding.score() >= Ensemble.THRESHOLD);
            assertThat(finding.low() > finding.high()).isFalse();
        }
        assertThat(detector.snapshot().length).isLessThan(Ensemble.SNAPSHOT_BYTES_AT_MOST);
    }

    @Property(tries = 20)
    void nothingLaterChangesWhatWasSaid(@ForAll @IntRange(min = 0, max = 10_000) int seed) {
        List<Finding> whole = findings(Ensemble.shipped(), new Wild(seed), 1_000);

        assertThat(findings(Ensemble.shipped(), new Wild(seed), 400)).isEqualTo(whole.subList(0, 400));
    }

    /** After 2,000 minutes of a slow wave, written by the first version. */
    @Test
    void whatTheFirstVersionSavedGoesOnAsIfNothingHadHappened() throws IOException {
        Ensemble uninterrupted = Ensemble.shipped();
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            uninterrupted.observe(i * 60_000L, 100 + 20 * Math.sin(i / 200.0) + random.nextGaussian());
        }
        byte[] saved = Files.readAllBytes(Path.of("src/test/resources/ensemble/version-1.snapshot"));

        assertThat(Ensemble.restore(saved).snapshot()).isEqualTo(uninterrupted.snapshot());
    }

    @Test
    void whatIsNotANumberIsNeitherLearnedNorNotified() {
        Ensemble detector = Ensemble.shipped();
        findings(detector, new Wild(3), 500);
        byte[] before = detector.snapshot();

        for (double missing : new double[] {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY}) {
            Finding finding = detector.observe(1_800_000_000_000L, missing);
            assertThat(finding.alert()).isFalse();
            assertThat(finding.score()).isBetween(0.0, 0.5);
            assertThat(finding.low()).isNaN();
            assertThat(finding.high()).isNaN();
        }
        assertThat(detector.snapshot()).isEqualTo(before);
    }

    @Test
    void theBandIsUnknownAtFirst() {
        Finding first = Ensemble.shipped().observe(0, 7);

        assertThat(first).isEqualTo(new Finding(0, false, Double.NaN, Double.NaN));
    }

    @Test
    void theLargestNumbersAndTimesAreBorne() {
        Ensemble detector = Ensemble.shipped();
        double[] values = {Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE, 0, -0.0, 1e300};
        long[] times = {Long.MAX_VALUE, Long.MIN_VALUE, 0, -1, 1};
        for (int point = 0; point < 2_000; point++) {
            Finding finding = detector.observe(times[point % times.length], values[point % values.length]);
            assertThat(finding.score()).isBetween(0.0, 1.0);
        }
        assertThat(Ensemble.restore(detector.snapshot()).snapshot()).isEqualTo(detector.snapshot());
    }

    @Test
    void refusesWhatIsNoWholeSnapshot() {
        Ensemble detector = Ensemble.shipped();
        findings(detector, new Wild(5), 500);
        byte[] snapshot = detector.snapshot();
        byte[] ofTheFuture = snapshot.clone();
        ofTheFuture[0] = 99;

        assertThatThrownBy(() -> Ensemble.restore(new byte[0])).hasMessageContaining("version none");
        assertThatThrownBy(() -> Ensemble.restore(ofTheFuture))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("snapshot of version 99, known are 1 and 2");
        assertThatThrownBy(() -> Ensemble.restore(Arrays.copyOf(snapshot, 700)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("snapshot ends after 700 bytes");
        assertThatThrownBy(() -> Ensemble.restore(Arrays.copyOf(snapshot, snapshot.length + 3)))
                .hasMessage("snapshot has 3 bytes too many");
    }

    @Test
    void feedbackShiftsOnlyWhenItSpeaksAndIsPartOfTheState() {
        int asShipped = notifications(Ensemble.shipped());
        Ensemble scolded = Ensemble.shipped();
        Ensemble urged = Ensemble.shipped();
        for (int label = 0; label < 20; label++) {
            scolded.lenience().falseAlarm();
            urged.lenience().missed();
        }

        assertThat(notifications(Ensemble.restore(scolded.snapshot()))).isLessThan(asShipped);
        assertThat(notifications(Ensemble.restore(urged.snapshot()))).isGreaterThan(asShipped);
    }

    @Test
    void oneLabelOfEachKindIsNoLabel() {
        Ensemble detector = Ensemble.shipped();
        detector.lenience().falseAlarm();
        detector.lenience().missed();

        assertThat(detector.snapshot()).isEqualTo(Ensemble.shipped().snapshot());
    }

    /** Noise with a spike of growing height each day. */
    private static int notifications(Ensemble detector) {
        Random noise = new Random(11);
        int count = 0;
        for (int point = 0; point < 20_000; point++) {
            double spike = point % 1_440 == 1_000 ? 3 + point / 4_000.0 : 0;
            count += detector.observe(point * 60_000L, 50 + noise.nextGaussian() + spike)
                            .alert()
                    ? 1
                    : 0;
        }
        return count;
    }

    private static List<Finding> findings(Ensemble detector, Wild series, int length) {
        List<Finding> findings = new ArrayList<>();
        for (int point = 0; point < length; point++) {
            findings.add(series.next(detector));
        }
        return findings;
    }

    /** A series that does everything a series can do, the same for the same seed. */
    private static final class Wild {

        private final Random random;
        private long at = 1_700_000_000_000L;
        private double unit = 1;

        private Wild(int seed) {
            random = new Random(seed);
        }

        private Finding next(Ensemble detector) {
            long when = at;
            return detector.observe(when, step());
        }

        private double step() {
            at += random.nextInt(20) == 0 ? random.nextInt(8_000_000) - 4_000_000 : 60_000;
            if (random.nextInt(500) == 0) {
                unit *= random.nextBoolean() ? 1_000 : 0.001;
            }
            return switch (random.nextInt(40)) {
                case 0 -> Double.NaN;
                case 1 -> Double.NEGATIVE_INFINITY;
                case 2 -> 0;
                case 3 -> -unit * random.nextInt(100);
                case 4 -> 1e35;
                default -> unit * (10 + Math.sin(at / 13_750_000.0) + 0.1 * random.nextGaussian());
            };
        }
    }
}
