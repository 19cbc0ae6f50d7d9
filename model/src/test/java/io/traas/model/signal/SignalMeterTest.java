package io.traas.model.signal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Samples;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SignalMeterTest {

    private static final Signal ERRORS =
            new Signal("errors", Signal.Kind.RATIO, "requests_count", Map.of("status", "5.."), "", Map.of(), "ratio");
    private static final Signal LATENCY =
            new Signal("latency", Signal.Kind.MEAN, "requests", Map.of(), "", Map.of(), "s");
    private static final Signal RATE =
            new Signal("rate", Signal.Kind.RATE, "requests_count", Map.of(), "", Map.of(), "1/s");
    private static final Signal BUSY =
            new Signal("busy", Signal.Kind.SHARE, "threads_busy", Map.of(), "threads_max", Map.of(), "ratio");
    private static final Signal UP = new Signal("up", Signal.Kind.GAUGE, "up", Map.of(), "", Map.of(), "");

    private final SignalMeter meter = new SignalMeter(List.of(ERRORS, LATENCY, RATE, BUSY, UP));
    private CounterMemory memory = CounterMemory.NONE;
    private int second;

    @Test
    void the_first_scrape_has_gauges_but_no_rates() {
        Map<String, Reading> first = scrape(requests("200", 10, 1), gauge("threads_busy", 3), gauge("threads_max", 4));

        assertThat(first).containsOnlyKeys("busy", "up");
        assertThat(first.get("busy").value()).isEqualTo(0.75);
    }

    @Test
    void rates_ratios_and_means_come_from_increases() {
        scrape(requests("200", 10, 1), requests("500", 0, 0));
        Map<String, Reading> next = scrape(requests("200", 16, 1.3), requests("500", 2, 0.1));

        assertThat(next.get("rate").value()).isEqualTo(8);
        assertThat(next.get("errors").value()).isEqualTo(0.25);
        assertThat(next.get("errors").weight()).isEqualTo(8);
        assertThat(next.get("latency").value()).isCloseTo(0.05, within(1e-9));
    }

    @Test
    void the_first_errors_of_a_known_process_are_not_lost() {
        scrape(requests("200", 10, 1));
        assertThat(scrape(requests("200", 10, 1), requests("503", 4, 0))
                        .get("errors")
                        .value())
                .isEqualTo(1);
    }

    @Test
    void a_restarted_process_counts_from_zero() {
        scrape(requests("200", 1000, 100));
        assertThat(scrape(requests("200", 5, 0.5)).get("rate").value()).isEqualTo(5);
    }

    @Test
    void no_errors_is_zero_of_something_and_no_requests_is_nothing() {
        scrape(requests("200", 10, 1));
        assertThat(scrape(requests("200", 12, 1)).get("errors").value()).isZero();
        assertThat(scrape(requests("200", 12, 1)).get("errors").value()).isNaN();
    }

    @Test
    void a_failed_scrape_leaves_the_memory_alone() {
        scrape(requests("200", 10, 1));
        second++;
        SignalMeter.Readings failed = meter.read(batch(List.of(Point.of(SampleBatch.UP, 0))), memory);
        assertThat(failed.bySignal()).containsOnlyKeys("up");
        assertThat(failed.memory()).isEqualTo(memory);

        assertThat(scrape(requests("200", 20, 1)).get("rate").value()).isEqualTo(5);
    }

    @Test
    void a_long_gap_gives_no_rate() {
        scrape(requests("200", 10, 1));
        second += 301;
        assertThat(scrape(requests("200", 20, 1))).doesNotContainKey("rate");
    }

    @Test
    void nan_is_no_number() {
        assertThat(scrape(gauge("threads_busy", Double.NaN), gauge("threads_max", 4))
                        .get("busy")
                        .value())
                .isZero();
    }

    @Test
    void pods_add_up_to_their_workload() {
        Reading small = new Reading(Signal.Kind.RATIO, 1, 2);
        Reading large = new Reading(Signal.Kind.RATIO, 0, 8);
        assertThat(small.plus(large).value()).isEqualTo(0.1);
        assertThat(new Reading(Signal.Kind.RATE, 3, 1)
                        .plus(new Reading(Signal.Kind.RATE, 4, 1))
                        .value())
                .isEqualTo(7);
        assertThat(new Reading(Signal.Kind.GAUGE, 3, 1)
                        .plus(new Reading(Signal.Kind.GAUGE, 4, 1))
                        .value())
                .isEqualTo(3.5);
    }

    @Property(tries = 100)
    void increases_add_up_to_the_whole_whatever_the_steps(
            @ForAll @Size(min = 1, max = 20) List<@DoubleRange(max = 1e6) Double> steps) {
        memory = CounterMemory.NONE;
        second = 0;
        scrape(requests("200", 0, 0));
        double counter = 0;
        double sum = 0;
        for (double step : steps) {
            counter += step;
            sum += scrape(requests("200", counter, 0)).get("rate").value();
        }
        assertThat(sum).isCloseTo(counter, within(1e-6 * Math.max(1, counter)));
    }

    private Map<String, Reading> scrape(Object... parts) {
        second++;
        List<Point> points = new ArrayList<>(List.of(Point.of(SampleBatch.UP, 1)));
        for (Object part : parts) {
            if (part instanceof Point point) {
                points.add(point);
            } else {
                ((List<?>) part).forEach(point -> points.add((Point) point));
            }
        }
        SignalMeter.Readings readings = meter.read(batch(points), memory);
        memory = readings.memory();
        return readings.bySignal();
    }

    private SampleBatch batch(List<Point> points) {
        return new SampleBatch(Samples.POD, Samples.SHOP, "n1", Instant.ofEpochSecond(1_000 + second), points);
    }

    private static List<Point> requests(String status, double count, double sum) {
        Map<String, String> labels = Map.of("status", status);
        return List.of(new Point("requests_count", labels, count), new Point("requests_sum", labels, sum));
    }

    private static Point gauge(String metric, double value) {
        return Point.of(metric, value);
    }
}
