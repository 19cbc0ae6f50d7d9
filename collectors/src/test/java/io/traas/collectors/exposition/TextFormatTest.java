package io.traas.collectors.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.traas.model.Point;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The Prometheus text format 0.0.4, and what real exporters make of it. */
class TextFormatTest {

    private static Exposition parse(String text) {
        return new ExpositionParser(ExpositionLimits.DEFAULT)
                .parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT, new SeriesCache());
    }

    @Test
    void commentsEmptyLinesAndBlanksMeanNothing() {
        List<Point> points = parse("""
                        # HELP a text with "quotes" and \\n escapes

                        #no comment is too odd
                        # EOF
                        #
                        # TYPE   a    counter\s\s
                        \t a   { b = "c" , d="e", }   1   1395066363000\s
                        a{}2
                        b\t-1""").points();

        assertThat(points)
                .containsExactly(new Point("a", Map.of("b", "c", "d", "e"), 1), Point.of("a", 2), Point.of("b", -1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "a{b=\"c\"}",
                "a one",
                "a 0x1p3",
                "a{b=\"c\" d=\"e\"} 1",
                "a{b=\"c\",,} 1",
                "a{b=\"c\",b=\"d\"} 1",
                "a{\"x\",\"y\"} 1",
                "a 1 1.5",
                "a 1 2 3",
                "a 1 # {} 1",
                "# TYPE a meh",
                "# TYPE a gauge extra",
                "# TYPE",
                "# HELP 1a text",
                "<html>",
            })
    void aMalformedLineRefusesTheExpositionAndIsNamed(String line) {
        assertThatThrownBy(() -> parse("ok 1\n\n" + line + "\n"))
                .isInstanceOf(MalformedExpositionException.class)
                .hasMessageStartingWith("line 3: ")
                .hasMessageContaining(line);
    }

    @Test
    void theFirstOfRepeatedSeriesCountsAndTheOthersAreCounted() {
        Exposition exposition = parse("a 1\nb 2\na 3\n");

        assertThat(exposition.points()).containsExactly(Point.of("a", 1), Point.of("b", 2));
        assertThat(exposition.duplicates()).isEqualTo(1);
    }

    @Test
    void theNodeExporterIsUnderstood() throws IOException {
        List<Point> points = parse(resource("node-exporter.txt")).points();

        assertThat(points).hasSize(lines("node-exporter.txt"));
        assertThat(points)
                .contains(
                        new Point("node_scrape_collector_success", Map.of("collector", "vmstat"), 1),
                        new Point("node_network_info", networkInfo(), 1));
        assertThat(points)
                .filteredOn(point -> point.metric().equals("node_load1"))
                .hasSize(1);
    }

    @Test
    void prometheusItselfIsUnderstood() throws IOException {
        List<Point> points = parse(resource("prometheus.txt")).points();

        assertThat(points).hasSize(lines("prometheus.txt"));
        assertThat(points)
                .filteredOn(point -> point.metric().equals("prometheus_http_request_duration_seconds_bucket"))
                .anyMatch(point -> "+Inf".equals(point.labels().get("le")));
        assertThat(points).anyMatch(point -> Double.isNaN(point.value()));
    }

    @Test
    void bothFormatsOfAnEstablishedClientLibrarySayTheSame() {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        registry.counter("requests", "path", "/a \"b\" \\ \n c").increment(3);
        registry.gauge("temperature", 21.5);
        io.micrometer.core.instrument.Timer.builder("latency")
                .publishPercentileHistogram()
                .register(registry)
                .record(Duration.ofMillis(120));

        List<Point> text = parse(registry.scrape("text/plain; version=0.0.4")).points();
        List<Point> open = new ExpositionParser(ExpositionLimits.DEFAULT)
                .parse(
                        registry.scrape("application/openmetrics-text; version=1.0.0")
                                .getBytes(StandardCharsets.UTF_8),
                        ExpositionFormat.OPENMETRICS,
                        new SeriesCache())
                .points();

        assertThat(text).contains(new Point("requests_total", Map.of("path", "/a \"b\" \\ \n c"), 3));
        assertThat(open).containsExactlyInAnyOrderElementsOf(text);
    }

    private static Map<String, String> networkInfo() {
        return Map.of(
                "address", "00:00:00:00:00:00",
                "broadcast", "00:00:00:00:00:00",
                "device", "lo",
                "duplex", "",
                "ifalias", "",
                "operstate", "unknown");
    }

    static String resource(String name) throws IOException {
        try (InputStream in = TextFormatTest.class.getResourceAsStream("/exposition/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static int lines(String name) throws IOException {
        return (int)
                resource(name).lines().filter(line -> !line.startsWith("#")).count();
    }
}
