package io.traas.ui.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.signal.Signal;
import io.traas.model.signal.Signals;
import io.traas.ui.history.MetricHistory.HistoryPoint;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every history does, wherever it keeps its samples. */
abstract class MetricHistoryContract {

    /** On a whole second, within every store's retention. */
    static final Instant START = Instant.ofEpochSecond(Instant.now().getEpochSecond() - 120);

    /** Needs a label of the name of one of our own tags. */
    static final Signal WEB =
            new Signal("web", Signal.Kind.GAUGE, "executor_active_threads", Map.of("name", "web"), "", Map.of(), "");

    private static final String COUNT = "http_server_requests_seconds_count";
    private static final String SUM = "http_server_requests_seconds_sum";

    /** A workload no other test writes to. */
    final Target workload = Target.deployment("prod", "shop", "cart-" + System.nanoTime());

    /** Keeps the batches and returns once they can be read. */
    abstract void write(List<SampleBatch> batches);

    abstract MetricHistory history();

    @Test
    void ratesOfReplicasAddUp() {
        write(traffic(2, 20, 0));
        List<HistoryPoint> points = read("requests", 5, 15);
        assertThat(points).hasSize(11);
        assertThat(points).allSatisfy(point -> assertThat(point.value()).isCloseTo(20, within(0.01)));
        assertThat(points.get(0).atMillis()).isEqualTo(START.plusSeconds(5).toEpochMilli());
    }

    @Test
    void theShareOfErrorsIsWeighedByTraffic() {
        write(traffic(2, 20, 3));
        assertThat(read("errors", 5, 15))
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(0.3, within(0.001)));
    }

    @Test
    void meansComeFromSumsAndCounts() {
        write(traffic(1, 10, 0));
        assertThat(read("latency", 3, 9))
                .isNotEmpty()
                .allSatisfy(point -> assertThat(point.value()).isCloseTo(0.05, within(0.0001)));
    }

    @Test
    void labelsNamedLikeOurOwnTagsAreMatchedAsTheyWereScraped() {
        List<SampleBatch> batches = new ArrayList<>();
        for (int second = 0; second < 5; second++) {
            batches.add(new SampleBatch(
                    pod(0),
                    workload,
                    "n",
                    START.plusSeconds(second),
                    List.of(
                            Point.of(SampleBatch.UP, 1),
                            new Point("executor_active_threads", Map.of("name", "web"), 3),
                            new Point("executor_active_threads", Map.of("name", "jobs"), 50))));
        }
        write(batches);
        assertThat(history().range(workload, WEB, START, START.plusSeconds(5), 100))
                .hasSize(5)
                .allSatisfy(point -> assertThat(point.value()).isEqualTo(3));
    }

    @Test
    void aRestartedCounterIsNoNegativeRate() {
        List<SampleBatch> batches = new ArrayList<>(traffic(1, 10, 0));
        for (int second = 11; second < 20; second++) {
            batches.add(scrape(0, second, (second - 10) * 10, 0));
        }
        write(batches);
        assertThat(read("requests", 1, 19))
                .allSatisfy(point -> assertThat(point.value()).isBetween(0.0, 11.0));
    }

    @Test
    void aFailedScrapeLeavesAGapAndShowsInUp() {
        List<SampleBatch> batches = new ArrayList<>(traffic(1, 5, 0));
        Target pod = pod(0);
        for (int second = 6; second <= 12; second++) {
            batches.add(new SampleBatch(
                    pod, workload, "n", START.plusSeconds(second), List.of(Point.of(SampleBatch.UP, 0))));
        }
        write(batches);
        assertThat(read("up", 7, 12))
                .hasSize(6)
                .allSatisfy(point -> assertThat(point.value()).isZero());
        assertThat(read("requests", 7, 12)).isEmpty();
    }

    @Test
    void nothingIsKnownOfAnUnknownWorkload() {
        assertThat(read("requests", 0, 60)).isEmpty();
    }

    @Test
    void morePointsThanAskedForAreThinnedOutKeepingThePeak() {
        List<SampleBatch> batches = new ArrayList<>();
        for (int second = 0; second < 60; second++) {
            int queued = second == 33 ? 500 : second % 3;
            batches.add(new SampleBatch(
                    pod(0),
                    workload,
                    "n",
                    START.plusSeconds(second),
                    List.of(Point.of(SampleBatch.UP, 1), Point.of("executor_queued_tasks", queued))));
        }
        write(batches);
        List<HistoryPoint> points = read("queue", 0, 59, 20);
        assertThat(points)
                .hasSizeLessThanOrEqualTo(20)
                .extracting(HistoryPoint::value)
                .contains(500.0);
        assertThat(points).extracting(HistoryPoint::atMillis).isSorted();
    }

    private List<HistoryPoint> read(String signal, int from, int to) {
        return read(signal, from, to, 1_000);
    }

    private List<HistoryPoint> read(String signal, int from, int to, int maxPoints) {
        return history()
                .range(
                        workload,
                        Signals.BY_NAME.get(signal),
                        START.plusSeconds(from),
                        START.plusSeconds(to),
                        maxPoints);
    }

    /** Ten requests a second and replica, of which some fail. */
    private List<SampleBatch> traffic(int replicas, int seconds, int failing) {
        List<SampleBatch> batches = new ArrayList<>();
        for (int second = 0; second <= seconds; second++) {
            for (int replica = 0; replica < replicas; replica++) {
                batches.add(scrape(replica, second, second * (10 - failing), second * failing));
            }
        }
        return batches;
    }

    private SampleBatch scrape(int replica, int second, int good, int bad) {
        return new SampleBatch(
                pod(replica),
                workload,
                "node-1",
                START.plusSeconds(second).plusMillis(100L * replica),
                List.of(
                        Point.of(SampleBatch.UP, 1),
                        new Point(COUNT, Map.of("status", "200", "uri", "/a b,c"), good),
                        new Point(COUNT, Map.of("status", "500", "uri", "/a b,c"), bad),
                        new Point(SUM, Map.of("status", "200", "uri", "/a b,c"), good * 0.05)));
    }

    private Target pod(int replica) {
        return Target.pod("prod", "shop", workload.name() + "-" + replica);
    }
}
