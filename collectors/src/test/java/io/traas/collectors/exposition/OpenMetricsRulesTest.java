package io.traas.collectors.exposition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.Point;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar of OpenMetrics 1.0, rule by rule. */
class OpenMetricsRulesTest {

    private static final String EOF = "# EOF\n";

    private static List<Point> parse(String text) {
        return new ExpositionParser(ExpositionLimits.DEFAULT)
                .parse(text.getBytes(StandardCharsets.UTF_8), ExpositionFormat.OPENMETRICS, new SeriesCache())
                .points();
    }

    @Test
    void anExpositionWithoutMetricsIsJustItsEnd() {
        assertThat(parse(EOF)).isEmpty();
        assertThat(parse("# EOF")).isEmpty();
    }

    @Test
    void everyTypeOfMetricGivesItsSamples() {
        List<Point> points = parse("""
                # TYPE requests counter
                # UNIT requests\s
                # HELP requests all of them
                requests_total{code="200"} 17
                requests_created{code="200"} 1520430000.123
                # TYPE temperature_celsius gauge
                # UNIT temperature_celsius celsius
                temperature_celsius -3.5
                # TYPE latency_seconds histogram
                latency_seconds_bucket{le="0.1"} 2
                latency_seconds_bucket{le="+Inf"} 3
                latency_seconds_count 3
                latency_seconds_sum 4.25
                # TYPE size gaugehistogram
                size_bucket{le="+Inf"} 1
                size_gcount 1
                size_gsum 7
                # TYPE rpc summary
                rpc{quantile="0.99"} NaN
                rpc_count 0
                rpc_sum 0
                # TYPE state stateset
                state{state="on"} 1
                state{state="off"} 0
                # TYPE build info
                build_info{version="1.2"} 1
                # TYPE odd unknown
                odd 1e3
                # EOF
                """);

        assertThat(points)
                .contains(
                        new Point("requests_total", Map.of("code", "200"), 17),
                        new Point("requests_created", Map.of("code", "200"), 1520430000.123),
                        Point.of("temperature_celsius", -3.5),
                        new Point("latency_seconds_bucket", Map.of("le", "+Inf"), 3),
                        Point.of("size_gsum", 7),
                        new Point("rpc", Map.of("quantile", "0.99"), Double.NaN),
                        new Point("state", Map.of("state", "off"), 0),
                        new Point("build_info", Map.of("version", "1.2"), 1),
                        Point.of("odd", 1000))
                .hasSize(17);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "1,1",
                "-1,-1",
                "+1,1",
                "0.5,0.5",
                ".5,0.5",
                "5.,5",
                "1e3,1000",
                "1E-3,0.001",
                "1.5e+2,150",
                "NaN,NaN",
                "nan,NaN",
                "+Inf,Infinity",
                "-Inf,-Infinity",
                "inf,Infinity",
                "-infinity,-Infinity",
                "123456789012345678901234567890,1.2345678901234568e29",
                "4.9e-324,4.9e-324",
                "1.7976931348623157e308,1.7976931348623157e308",
                "9007199254740993,9007199254740992"
            })
    void aValueIsAnyDecimalNumberOrNanOrInfinity(String written, double value) {
        assertThat(parse("a " + written + "\n" + EOF)).containsExactly(Point.of("a", value));
    }

    @Test
    void labelValuesMayHoldEscapesBracesBlanksAndAnyUnicode() {
        List<Point> points =
                parse("a{path=\"C:\\\\DIR\\\\\",text=\"x\\ny\",odd=\"\\d\",brace=\"} 1 # {\",name=\"žluťoučký 🐎\"} 1\n"
                        + EOF);

        assertThat(points.get(0).labels())
                .isEqualTo(Map.of(
                        "path", "C:\\DIR\\", "text", "x\ny", "odd", "\\d", "brace", "} 1 # {", "name", "žluťoučký 🐎"));
    }

    @Test
    void namesMayBeQuotedAndThenHoldAnyUnicode() {
        List<Point> points = parse("# TYPE \"http.server.duration\" gauge\n"
                + "{\"http.server.duration\",\"http.route\"=\"/a\",plain=\"b\"} 2\n"
                + "{\"only.a.name\"} 3\n"
                + EOF);

        assertThat(points)
                .containsExactly(
                        new Point("http.server.duration", Map.of("http.route", "/a", "plain", "b"), 2),
                        Point.of("only.a.name", 3));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a 1 1520879607.789",
                "a 1 -5",
                "a_bucket{le=\"1\"} 17 # {} 0.5",
                "a_bucket{le=\"1\"} 17 # {trace_id=\"KOO5S4vxi0o\"} 0.67",
                "a_bucket{le=\"1\"} 17 # {trace_id=\"KOO5S4vxi0o\"} 0.67 1520879607.789",
                "a_total 17 1520879607.789 # {trace_id=\"a # b\"} 1",
            })
    void timestampsAndExemplarsAreReadOver(String line) {
        assertThat(parse(line + "\n" + EOF)).hasSize(1);
    }

    @Test
    void aSeriesMayRepeatWithTimestampsAndTheNewestCounts() {
        assertThat(parse("a 1 10\nb 7\na 2 20\n" + EOF)).containsExactly(Point.of("a", 2), Point.of("b", 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a 1\n", "a 1\n# EO", "a 1\n# EOF \n", "a 1\n#EOF\n"})
    void anExpositionWithoutItsEndIsRefused(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedExpositionException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a 1\n# EOF\nblah\n", "a 1\n# EOF\n\n", "a 1\n# EOF\n# EOF\n", "a 1\n# EOFblah"})
    void nothingMayFollowTheEnd(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedExpositionException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // empty line, blanks where none belong
                "",
                " a 1",
                "a  1",
                "a 1 ",
                "a 1\t",
                "a\t1",
                "a {b=\"c\"} 1",
                "a{ b=\"c\"} 1",
                "a{b =\"c\"} 1",
                "a{b=\"c\"}1",
                "a{b=\"c\"}  1",
                // names
                "0a 1",
                "a.b 1",
                "a-b 1",
                "ž 1",
                "{b=\"c\"} 1",
                "{} 1",
                "{\"\"} 1",
                "a{\"b\"} 1",
                // labels
                "a{b=c} 1",
                "a{b='c'} 1",
                "a{b=\"c} 1",
                "a{b=\"c\\\"} 1",
                "a{b} 1",
                "a{b=} 1",
                "a{b\"c\"} 1",
                "a{=\"c\"} 1",
                "a{1=\"c\"} 1",
                "a{b:c=\"d\"} 1",
                "a{b=\"c\"d=\"e\"} 1",
                "a{b=\"c\",,d=\"e\"} 1",
                "a{,b=\"c\"} 1",
                "a{b=\"c\",} 1",
                "a{b=\"c\",b=\"d\"} 1",
                "a{b=\"c\" 1",
                "a} 1",
                // values
                "a",
                "a ",
                "a b",
                "a 1_000",
                "a 0x10",
                "a 0x1p-3",
                "a 0b1",
                "a 1d",
                "a 1f",
                "a 1e",
                "a 1e+",
                "a .",
                "a -",
                "a --1",
                "a 1.2.3",
                "a +NaN",
                "a Infinit",
                "a 1,5",
                // timestamps
                "a 1 z",
                "a 1 1z",
                "a 1 NaN",
                "a 1 Inf",
                "a 1 1 1",
                "a 1  1",
                // exemplars
                "a_total 1 #",
                "a_total 1 # ",
                "a_total 1 # {",
                "a_total 1 # {}",
                "a_total 1 # {} ",
                "a_total 1 # {}1",
                "a_total 1 #{} 1",
                "a_total 1# {} 1",
                "a_total 1 # {b=\"c\"} x",
                "a_total 1 # {b=\"c\",b=\"d\"} 1",
                "a_total 1 # {b=\"c\"} 1 ",
                "a_total 1 # {b=\"c\"} 1 1 1",
                "a_total 1 # {b=\"c\"} 1 # {b=\"c\"} 1",
                // metadata
                "#",
                "# ",
                "#TYPE a gauge",
                "# a comment",
                "#  TYPE a gauge",
                "# TYPE",
                "# TYPE a",
                "# TYPE a ",
                "# TYPE a meh",
                "# TYPE a untyped",
                "# TYPE a gauge ",
                "# TYPE a  gauge",
                "# TYPE a-b gauge",
                "# HELP",
                "# HELP ",
                "# HELP a",
                "# HELP 0a text",
                "# UNIT",
                "# UNIT a",
                "# UNIT a seconds",
                "# UNIT a_seconds seconds ",
            })
    void aLineOutsideTheGrammarRefusesTheExpositionAndIsNamed(String line) {
        assertThatThrownBy(() -> parse("ok 1\n" + line + "\n" + EOF))
                .isInstanceOf(MalformedExpositionException.class)
                .hasMessageStartingWith("line 2: ")
                .hasMessageContaining(
                        line.strip().substring(0, Math.min(3, line.strip().length())));
    }

    @Test
    void aSeriesTwiceWithoutTimestampsIsRefused() {
        assertThatThrownBy(() -> parse("a{b=\"c\"} 1\na{b=\"c\"} 2\n" + EOF))
                .hasMessageStartingWith("line 2: the same series twice");
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        byte[] text = ("a{b=\"\u00e9\"} 1\n" + EOF).getBytes(StandardCharsets.ISO_8859_1);

        assertThatThrownBy(() -> new ExpositionParser(ExpositionLimits.DEFAULT)
                        .parse(text, ExpositionFormat.OPENMETRICS, new SeriesCache()))
                .hasMessageStartingWith("line 1: not valid UTF-8");
    }

    @Test
    void windowsLineEndsAreTolerated() {
        assertThat(parse("# TYPE a gauge\r\na 1\r\n# EOF\r\n")).containsExactly(Point.of("a", 1));
    }
}
