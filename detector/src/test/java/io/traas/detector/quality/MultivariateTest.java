package io.traas.detector.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.traas.detector.quality.MultivariateFigures.Count;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MultivariateTest {

    @TempDir
    Path folder;

    @Test
    void notificationsAreCountedAsDefined() {
        double[] scores = new double[300];
        List<MultivariateFiles.Event> events =
                List.of(event(10, 20), event(100, 110), event(150, 200), event(250, 260));
        mark(scores, 12, 13); // in probation
        mark(scores, 97, 97); // three rows early: in time
        mark(scores, 130, 131); // away from every event
        mark(scores, 140, 142); // within ten rows of the last point: the same notification
        mark(scores, 158, 158); // eight rows late: of the event, but too late to find it
        mark(scores, 212, 280); // wrong at its first row, repeated after 60 rows: wrong again

        Count count = Multivariate.count(scores, events, 45, 1);

        assertThat(count).isEqualTo(new Count(3, 1, 3, 255));
        assertThat(count.precision()).isEqualTo(0.25);
        assertThat(count.recall()).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(count.f1()).isCloseTo(2 * 0.25 / 3 / (0.25 + 1 / 3.0), within(1e-12));
        assertThat(count.wrongPerTenThousandPoints()).isCloseTo(1e4 * 3 / 255, within(1e-9));
        assertThat(Count.NONE.f1()).isZero();
    }

    @Test
    void troubleIsFoundAndBlamedOnTheMetricsThatShowIt() throws IOException {
        series();

        MultivariateFigures figures = Multivariate.measure(folder);

        assertThat(figures.notifications()).isEqualTo(new Count(2, 2, 0, 850));
        assertThat(figures.best().f1()).isEqualTo(1);
        assertThat(figures.blamed()).isEqualTo(2);
        assertThat(figures.hits()).isEqualTo(1);
        assertThat(figures.rootMetricHitRate()).isEqualTo(0.5);
    }

    @Test
    void aBrokenFileIsNamed() throws IOException {
        series();
        gzip("a.csv.gz", "t,m1\n0,abc\n");

        assertThatThrownBy(() -> Multivariate.measure(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("a.csv.gz");
    }

    /** Six metrics, two events in the first five; the second event is labelled with the wrong metric. */
    private void series() throws IOException {
        Random random = new Random(3);
        StringBuilder csv = new StringBuilder("t,m1,m2,m3,m4,m5,m6\n");
        for (int row = 0; row < 1_000; row++) {
            boolean bad = row >= 400 && row < 410 || row >= 700 && row < 705;
            csv.append(60 * row);
            for (int metric = 0; metric < 6; metric++) {
                double value = 5 + 0.1 * random.nextGaussian() + (bad && metric < 5 ? 50 : 0);
                csv.append(String.format(Locale.ROOT, ",%.4f", value));
            }
            csv.append('\n');
        }
        gzip("a.csv.gz", csv.toString());
        Files.writeString(folder.resolve("labels.json"), "{\"a.csv\": [[24000, 24540], [42000, 42240]]}");
        Files.writeString(
                folder.resolve("root_dims.json"),
                "{\"a.csv\": [{\"start\": 24000, \"end\": 24600, \"dims\": [1, 2, 3, 4, 5]},"
                        + " {\"start\": 42000, \"end\": 42300, \"dims\": [6]}]}");
    }

    private void gzip(String name, String text) throws IOException {
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve(name)))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    private static MultivariateFiles.Event event(int first, int last) {
        return new MultivariateFiles.Event(first, last, Set.of());
    }

    private static void mark(double[] scores, int first, int last) {
        for (int i = first; i <= last; i++) {
            scores[i] = 1;
        }
    }
}
