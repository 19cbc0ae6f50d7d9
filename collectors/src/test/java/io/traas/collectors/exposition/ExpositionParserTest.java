package io.traas.collectors.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Point;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Properties that hold for both formats: round trips, limits, and a cache that changes nothing but speed. */
class ExpositionParserTest {

    private final ExpositionParser parser = new ExpositionParser(ExpositionLimits.DEFAULT);

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(
            @ForAll("points") List<Point> points, @ForAll ExpositionFormat format, @ForAll boolean crlf) {
        assertThat(parse(write(points, format, crlf), format, new SeriesCache()))
                .isEqualTo(points);
    }

    @Property(tries = 200)
    void aCacheThatKnowsOtherScrapesGivesTheSamePoints(
            @ForAll("points") List<Point> first,
            @ForAll("points") List<Point> second,
            @ForAll ExpositionFormat format) {
        SeriesCache cache = new SeriesCache();

        parse(write(first, format, false), format, cache);

        assertThat(parse(write(second, format, false), format, cache)).isEqualTo(second);
        assertThat(parse(write(first, format, false), format, cache)).isEqualTo(first);
    }

    @Property(tries = 500)
    void anyBytesAreEitherReadOrRefusedInWords(
            @ForAll("nearlyExposition") String text, @ForAll ExpositionFormat format) {
        try {
            parse(text, format, new SeriesCache());
        } catch (MalformedExpositionException e) {
            assertThat(e).hasMessageStartingWith("line " + e.line() + ": ");
        }
    }

    @Example
    void aSeriesThatStaysKeepsItsLabelsAndAValueThatStaysItsPoint() {
        SeriesCache cache = new SeriesCache();

        List<Point> first = parse("a{b=\"c\"} 1\nd{b=\"c\"} 1\n", ExpositionFormat.TEXT, cache);
        List<Point> second = parse("a{b=\"c\"} 1\nd{b=\"c\"} 2\n", ExpositionFormat.TEXT, cache);

        assertThat(second.get(0)).isSameAs(first.get(0));
        assertThat(second.get(1).labels()).isSameAs(first.get(1).labels());
        assertThat(second.get(1).value()).isEqualTo(2);
    }

    @Example
    void theCacheForgetsSeriesThatAreGone() {
        SeriesCache cache = new SeriesCache();

        for (int i = 0; i < 1_000; i++) {
            parse("a{b=\"" + i + "\"} 1\n", ExpositionFormat.TEXT, cache);
        }

        assertThat(cache.size()).isLessThan(100);
    }

    @Example
    void limitsAreNamedWhenTheyAreExceeded() {
        ExpositionParser small = new ExpositionParser(new ExpositionLimits(100, 3, 2, 40));

        assertThatThrownBy(() -> parse(small, "a 1\n".repeat(30))).hasMessageContaining("more than 100");
        assertThatThrownBy(() -> parse(small, "a 1\nb 1\nc 1\nd 1\n"))
                .hasMessageContaining("line 4: more than 3 samples");
        assertThatThrownBy(() -> parse(small, "a{b=\"1\",c=\"1\",d=\"1\"} 1\n"))
                .hasMessageContaining("more than 2 labels");
        assertThatThrownBy(() -> parse(small, "a 1\n# " + "x".repeat(60)))
                .hasMessageContaining("line 2: longer than 40 bytes");
    }

    private List<Point> parse(String text, ExpositionFormat format, SeriesCache cache) {
        return parser.parse(text.getBytes(StandardCharsets.UTF_8), format, cache)
                .points();
    }

    private static void parse(ExpositionParser parser, String text) {
        parser.parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.TEXT, new SeriesCache());
    }

    private static String write(List<Point> points, ExpositionFormat format, boolean crlf) {
        StringBuilder text = new StringBuilder();
        String end = crlf ? "\r\n" : "\n";
        for (Point point : points) {
            text.append(series(point)).append(' ').append(number(point.value())).append(end);
        }
        return text.append(format == ExpositionFormat.OPENMETRICS ? "# EOF" + end : "")
                .toString();
    }

    private static String series(Point point) {
        List<String> parts = new ArrayList<>();
        boolean plain = point.metric().matches("[a-zA-Z_:][a-zA-Z0-9_:]*");
        if (!plain) {
            parts.add(quote(point.metric()));
        }
        point.labels().forEach((name, value) -> parts.add(label(name) + "=" + quote(value)));
        String braces = parts.isEmpty() ? "" : "{" + String.join(",", parts) + "}";
        return (plain ? point.metric() : "") + braces;
    }

    private static String label(String name) {
        return name.matches("[a-zA-Z_][a-zA-Z0-9_]*") ? name : quote(name);
    }

    private static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"";
    }

    private static String number(double value) {
        return Double.isInfinite(value) ? (value > 0 ? "+Inf" : "-Inf") : Double.toString(value);
    }

    @Provide
    Arbitrary<List<Point>> points() {
        Arbitrary<String> word = Arbitraries.strings()
                .withChars('a', 'Z', '_', '0', '.', ' ', '"', '\\', '{', '}', '=', ',', '#', 'é', '語')
                .ofMinLength(1)
                .ofMaxLength(8)
                .filter(text -> !text.isBlank());
        Arbitrary<String> value = Arbitraries.strings()
                .withChars('a', '"', '\\', '\n', '}', ' ', '語', 'n')
                .ofMaxLength(8);
        Arbitrary<Map<String, String>> labels = Arbitraries.maps(word, value).ofMaxSize(4);
        Arbitrary<Double> number = Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.longs().map(Long::doubleValue),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE));
        return Combinators.combine(word, labels, number)
                .as(Point::new)
                .list()
                .ofMaxSize(12)
                .map(ExpositionParserTest::eachSeriesOnce);
    }

    @Provide
    Arbitrary<String> nearlyExposition() {
        return Arbitraries.of(
                        "a", "b_total", "{", "}", "\"", "\\", "=", ",", " ", "\n", "\r", "1", "-", "e", ".", "NaN",
                        "# ", "TYPE ", "HELP ", "EOF", "gauge", "\t", "é")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    private static List<Point> eachSeriesOnce(List<Point> points) {
        Map<String, Point> bySeries = new LinkedHashMap<>();
        points.forEach(point -> bySeries.putIfAbsent(point.metric() + point.labels(), point));
        return List.copyOf(bySeries.values());
    }
}
