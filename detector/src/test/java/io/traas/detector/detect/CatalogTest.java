package io.traas.detector.detect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Method;
import io.traas.model.signal.Signal;
import io.traas.model.signal.SpecCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class CatalogTest {

    private static final String ONE = """
            [{"id": "e", "enabled": true, "signal": "errors", "level": "WORKLOAD", "method": "THRESHOLD",
              "direction": "HIGH", "threshold": 0.1, "minDelta": 0, "minWeight": 1, "breaches": 2, "window": 3,
              "failureClass": "ERRORS", "severity": "SEV2"}]""";

    @Test
    void shippedDetectorsAreSoundAndHaveDifferentIds() {
        List<DetectorSpec> shipped = Catalog.shipped();

        assertThat(shipped)
                .isNotEmpty()
                .allSatisfy(spec -> assertThat(SpecCheck.problem(spec)).isEmpty());
        assertThat(shipped.stream().map(DetectorSpec::id)).doesNotHaveDuplicates();
    }

    @Test
    void anOperatorsDetectorReplacesTheShippedOneOfTheSameId() {
        DetectorSpec shipped = Catalog.parse(ONE).get(0);
        DetectorSpec stricter = Catalog.parse(ONE.replace("0.1", "0.02")).get(0);
        DetectorSpec off = Catalog.parse(ONE.replace("true", "false")).get(0);

        assertThat(Catalog.of(List.of(shipped), List.of(stricter)).specs()).containsExactly(stricter);
        assertThat(Catalog.of(List.of(shipped), List.of(off)).specs()).isEmpty();
    }

    @Test
    void anUnknownSignalNamesTheKnownOnes() {
        assertThatThrownBy(() -> Catalog.parse(ONE.replace("errors", "erors")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("unknown signal 'erors'")
                .hasMessageContaining("errors");
    }

    @Test
    void whatReadsWellButCannotWorkIsRefused() {
        DetectorSpec spec = Catalog.parse(ONE).get(0);

        assertThat(SpecCheck.problem(with(spec, signal("my", "(["))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("detector e", "bad pattern"));
        assertThat(SpecCheck.problem(with(spec, signal("errors", "4.."))))
                .hasValueSatisfying(problem -> assertThat(problem).contains("fixed meaning"));
        assertThat(SpecCheck.problem(
                        Catalog.parse(ONE.replace("THRESHOLD", "IMBALANCE")).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("level must be POD"));
        assertThat(SpecCheck.problem(Catalog.parse(ONE.replace("\"window\": 3", "\"window\": 99"))
                        .get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("window is 99"));
    }

    @Test
    void aRawSeriesIsJudgedByADetectorThatLearnsOnly() {
        String raw = ONE.replace("WORKLOAD", "SERIES");
        String learned = raw.replace("THRESHOLD", "ENSEMBLE");
        String forest = raw.replace("THRESHOLD", "RANDOM_CUT_FOREST").replace("\"breaches\": 2", "\"breaches\": 1");

        assertThat(SpecCheck.problem(Catalog.parse(raw).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("method is THRESHOLD"));
        assertThat(SpecCheck.problem(Catalog.parse(learned).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("a GAUGE or a RATE"));
        assertThat(SpecCheck.problem(Catalog.parse(forest).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("a GAUGE or a RATE"));
    }

    @Test
    void aTargetIsJudgedByAllItsSeriesAndByNothingElse() {
        String target = ONE.replace("WORKLOAD", "TARGET");
        String together = target.replace("THRESHOLD", "MULTIVARIATE");

        assertThat(SpecCheck.problem(Catalog.parse(target).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("level is TARGET, method is THRESHOLD"));
        assertThat(SpecCheck.problem(
                        Catalog.parse(ONE.replace("THRESHOLD", "MULTIVARIATE")).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("level is WORKLOAD"));
        assertThat(SpecCheck.problem(Catalog.parse(together).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("metric of the signal must be '*'"));
    }

    @Test
    void aForestThatWouldHaveToSayTheSameTwiceIsRefused() {
        String forest = ONE.replace("THRESHOLD", "RANDOM_CUT_FOREST");

        assertThat(SpecCheck.problem(Catalog.parse(forest.replace("\"breaches\": 2", "\"breaches\": 1"))
                        .get(0)))
                .isEmpty();
        assertThat(SpecCheck.problem(Catalog.parse(forest).get(0)))
                .hasValueSatisfying(problem -> assertThat(problem).contains("breaches must be 1, is 2"));
    }

    /** What people copy has to work. */
    @Test
    void theExamplesOfTheManualAreSound() throws IOException {
        String manual = Files.readString(Path.of("..", "docs", "add-a-detector.md"));
        List<DetectorSpec> examples = Pattern.compile("-d '(\\{.*?})'", Pattern.DOTALL)
                .matcher(manual)
                .results()
                .flatMap(found -> Catalog.parse("[" + found.group(1) + "]").stream())
                .toList();

        assertThat(examples)
                .extracting(DetectorSpec::method)
                .containsExactly(
                        Method.THRESHOLD,
                        Method.BURN_RATE,
                        Method.FORECAST,
                        Method.FORECAST,
                        Method.ENSEMBLE,
                        Method.RANDOM_CUT_FOREST,
                        Method.MULTIVARIATE);
        assertThat(examples)
                .allSatisfy(spec -> assertThat(SpecCheck.problem(spec)).isEmpty());
    }

    private static Signal signal(String name, String status) {
        return new Signal(name, Signal.Kind.RATE, "m", Map.of("status", status), "", Map.of(), "");
    }

    private static DetectorSpec with(DetectorSpec spec, Signal signal) {
        return new DetectorSpec(
                spec.id(),
                true,
                signal,
                spec.level(),
                spec.method(),
                spec.direction(),
                spec.threshold(),
                spec.minDelta(),
                spec.minWeight(),
                spec.breaches(),
                spec.window(),
                spec.failureClass(),
                spec.severity());
    }
}
