package io.traas.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.model.DetectorSpec.Method;
import io.traas.model.signal.SpecCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DetectorSpecTest {

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.5, 1.5, 99.9, Double.NaN, Double.POSITIVE_INFINITY})
    void an_objective_that_leaves_no_budget_or_promises_nothing_is_refused(double objective) {
        assertThatThrownBy(() -> Samples.detector(Method.BURN_RATE, 0, objective, 100, 0, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("detector d objective is ")
                .hasMessageContaining("between 0 and 1");
    }

    @ParameterizedTest
    @CsvSource({
        "BURN_RATE, 0,   0.999, 0,    0,     0,     minEvents is 0",
        "BURN_RATE, 0,   0.999, NaN,  0,     0,     minEvents is NaN",
        "BURN_RATE, 0,   0.999, 100,  0,     60,    horizonSeconds is 60",
        "FORECAST,  0.9, 0,     0,    3600,  0,     horizonSeconds is 0",
        "FORECAST,  0.9, 0,     0,    3600,  -5,    horizonSeconds is -5",
        "FORECAST,  0.9, 0,     0,    599,   3600,  historySeconds is 599",
        "FORECAST,  0.9, 0,     0,    -600,  3600,  historySeconds is -600",
        "FORECAST,  0.9, 0,     0,    1e9,   3600,  historySeconds is 1000000000",
        "FORECAST,  0.9, 0.999, 0,    3600,  3600,  objective is 0.999",
        "FORECAST,  NaN, 0,     0,    3600,  3600,  threshold is NaN",
        "THRESHOLD, 0.9, 0,     0,    3600,  0,     historySeconds is 3600"
    })
    void impossible_numbers_are_refused_by_field_and_value(
            Method method,
            double threshold,
            double objective,
            double minEvents,
            double historySeconds,
            double horizonSeconds,
            String said) {
        assertThatThrownBy(() -> Samples.detector(
                        method, threshold, objective, minEvents, (long) historySeconds, (long) horizonSeconds))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("detector d " + said);
    }

    @Test
    void a_value_that_is_itself_the_instant_needs_no_history() {
        assertThat(Samples.detector(Method.FORECAST, 0, 0, 0, 0, 86_400).historySeconds())
                .isZero();
    }

    @Test
    void a_bad_pattern_of_workloads_is_a_problem() {
        DetectorSpec spec = Samples.BURN_RATE;
        assertThat(SpecCheck.problem(spec)).isEmpty();
        assertThat(SpecCheck.problem(of("shop/(")))
                .hasValueSatisfying(problem -> assertThat(problem).contains("detector d: workloads"));
    }

    private static DetectorSpec of(String workloads) {
        DetectorSpec spec = Samples.BURN_RATE;
        return new DetectorSpec(
                spec.id(),
                spec.enabled(),
                spec.signal(),
                spec.level(),
                spec.method(),
                spec.direction(),
                spec.threshold(),
                spec.minDelta(),
                spec.minWeight(),
                spec.breaches(),
                spec.window(),
                spec.failureClass(),
                spec.severity(),
                workloads,
                spec.objective(),
                spec.minEvents(),
                spec.historySeconds(),
                spec.horizonSeconds());
    }
}
