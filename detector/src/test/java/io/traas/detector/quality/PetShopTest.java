package io.traas.detector.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.traas.detector.localise.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PetShopTest {

    private static final List<String> NODES = List.of("site", "search", "lb_remote");
    private static final long ONSET = 1_000_900;

    @TempDir
    Path folder;

    private final Random random = new Random(5);

    @BeforeEach
    void quietTime() throws IOException {
        write("noissue/metrics.csv", metrics(0, 120, false, 0, 0) + "\n");
        write("graph.csv", ",site,search,lb_remote\nsite,0.0,1.0,1.0\nsearch,0.0,0.0,0.0\nlb_remote,0,0,0\n");
    }

    @Test
    void aSlowServiceIsFoundBehindTheLoadBalancerThatLooksJustAsSlow() throws IOException {
        issue("train/issue_0", "latency", "search", "null", metrics(1_000_000, 6, true, 0.5, 0));
        issue("test/issue_0", "availability", "search", "null", metrics(1_000_000, 6, true, 0, 0.2));

        PetShopFigures figures = PetShop.measure(folder);

        assertThat(figures.results()).extracting(PetShopFigures.Result::rank).containsExactly(1, 1);
        assertThat(figures.results().get(1).symptom()).isEqualTo(Kind.LATENCY);
        assertThat(figures.results().get(1).first()).startsWith("search answered in");
        assertThat(figures.accuracyAt(1)).isEqualTo(1);
        assertThat(figures.quietWindows()).isEqualTo(24);
        assertThat(figures.specificity()).isGreaterThan(0.8);
    }

    @Test
    void theTrueNodeWithAnotherMetricIsNoHit() throws IOException {
        issue("test/issue_0", "latency", "search", "\"availability\"", metrics(1_000_000, 6, true, 0.5, 0));

        assertThat(PetShop.measure(folder).results().get(0).rank()).isZero();
    }

    @Test
    void severalScenariosAreReadFromTheFolderAboveThemAndPrinted() throws IOException {
        issue("test/issue_0", "latency", "search", "null", metrics(1_000_000, 6, true, 0.5, 0));

        PetShopFigures figures = PetShop.measure(folder.getParent());

        String name = folder.getFileName().toString();
        assertThat(figures.results())
                .extracting(PetShopFigures.Result::scenario)
                .containsExactly(name);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PetShop.print(figures, new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains(name + "/test/issue_0 LATENCY of search: rank 1")
                .contains("AC@1 1.000  AC@3 1.000  Avg@5 1.000");
    }

    @Test
    void theFiguresAreThoseOfTheDefinition() {
        PetShopFigures figures = new PetShopFigures(
                List.of(result("a", 1), result("a", 3), result("b", 6), result("b", 0), result("b", 2)), 4, 3);

        assertThat(figures.accuracyAt(1)).isEqualTo(0.2);
        assertThat(figures.accuracyAt(3)).isEqualTo(0.6);
        assertThat(figures.averageAt5()).isCloseTo((0.2 + 0.4 + 0.6 + 0.6 + 0.6) / 5, within(1e-12));
        assertThat(figures.specificity()).isEqualTo(0.75);
        assertThat(figures.by(PetShopFigures.Result::scenario).get("a").accuracyAt(1))
                .isEqualTo(0.5);
        assertThat(new PetShopFigures(List.of(), 0, 0).accuracyAt(1)).isNaN();
    }

    private static PetShopFigures.Result result(String scenario, int rank) {
        return new PetShopFigures.Result(scenario, "issue", Kind.LATENCY, "search", rank, "");
    }

    private void issue(String name, String metric, String node, String rootMetric, String table) throws IOException {
        write(name + "/metrics.csv", table);
        Files.writeString(folder.resolve(name).resolve("target.json"), """
                {"target": {"node": "site", "metric": "%s", "agg": "Average", "timestamp": %d},
                 "root_cause": {"node": "%s", "metric": %s}}
                """.formatted(metric, ONSET, node, rootMetric));
    }

    /** Rows of five minutes; the last three are ill if wanted. */
    private String metrics(long from, int rows, boolean ill, double slower, double failing) {
        StringBuilder csv = new StringBuilder();
        for (int heading = 0; heading < 3; heading++) {
            for (String metric : List.of("latency,Average", "requests,Sum", "availability,Average")) {
                for (String node : NODES) {
                    csv.append(',').append(heading == 0 ? node : metric.split(",")[heading - 1]);
                }
            }
            csv.append('\n');
        }
        for (int row = 0; row < rows; row++) {
            boolean bad = ill && row >= rows - 3;
            csv.append(from + row * 300L);
            NODES.forEach(node -> csv.append(text(0.1 + 0.002 * random.nextGaussian() + (bad ? slower : 0))));
            NODES.forEach(node -> csv.append(text(100)));
            NODES.forEach(node -> csv.append(text(bad ? 100 * (1 - failing) : 100)));
            csv.append('\n');
        }
        return csv.toString();
    }

    private static String text(double value) {
        return String.format(Locale.ROOT, ",%.6f", value);
    }

    /** Issues as plain files, the rest gzipped: both forms are read. */
    private void write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        if (name.startsWith("t")) {
            Files.writeString(file, text);
            return;
        }
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(Path.of(file + ".gz")))) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
    }
}
