package io.traas.collectors.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class InfluxLinesTest {

    private static final Instant AT = Instant.ofEpochMilli(1_795_343_335_067L);

    @Test
    void aPointIsOneLineWithItsLabelsAndWhoseItIs() {
        assertThat(lines(".*", new Point("requests_total", Map.of("code", "200"), 17))
                        .lines())
                .containsExactly("requests_total,cluster=c1,code=200,kind=Pod,name=web-1,namespace=shop,"
                        + "workload=c1/shop/Deployment/web value=17.0 1795343335067");
    }

    @Test
    void labelsWithNamesOfOursAreKeptApart() {
        assertThat(lines(".*", new Point("a", Map.of("name", "n", "time", "t"), 1))
                        .lines()
                        .get(0))
                .contains("exported_name=n")
                .contains("exported_time=t")
                .contains(",name=web-1,");
    }

    @Test
    void emptyLabelsAreNoTags() {
        assertThat(lines(".*", new Point("a", Map.of("b", ""), 1)).lines().get(0))
                .doesNotContain("b=");
    }

    @Test
    void aLabelCannotWriteLinesOfItsOwn() {
        String line = lines(".*", new Point("a", Map.of("b", "x value=1 1\nforged,c=d value=2 1"), 1))
                .lines()
                .get(0);

        assertThat(line).doesNotContain("\n").contains("b=x\\ value\\=1\\ 1\\nforged\\,c\\=d\\ value\\=2\\ 1,");
    }

    @Test
    void valuesWithoutAFiniteNumberAreSkippedAndCounted() {
        InfluxLines.Lines lines = lines(
                ".*",
                Point.of("a", Double.NaN),
                Point.of("b", Double.POSITIVE_INFINITY),
                Point.of("c", Double.NEGATIVE_INFINITY),
                Point.of("d", -0.0));

        assertThat(lines.lines())
                .singleElement()
                .satisfies(line -> assertThat(line).startsWith("d,"));
        assertThat(lines.skipped()).isEqualTo(3);
    }

    @Test
    void onlyWantedMetricsAreKept() {
        InfluxLines.Lines lines =
                lines("http_.*|up", Point.of("http_a", 1), Point.of("not_http_a", 1), Point.of("up", 1));

        assertThat(lines.lines()).hasSize(2);
        assertThat(lines.skipped()).isZero();
    }

    private static InfluxLines.Lines lines(String metrics, Point... points) {
        return new InfluxLines(Pattern.compile(metrics))
                .of(new SampleBatch(
                        Target.pod("c1", "shop", "web-1"),
                        Target.deployment("c1", "shop", "web"),
                        "n1",
                        AT,
                        List.of(points)));
    }
}
