package io.traas.detector.dryrun;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.traas.detector.detect.Catalog;
import io.traas.detector.stream.ends.RawRecord;
import io.traas.detector.testing.Town;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.Lifecycle;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** What is said of the past is what the job says: same anomalies, same ids, same instants, same reasons. */
class DryRunTest {

    private static final int WARM = 50;

    @Provide
    Arbitrary<DetectorSpec> candidates() {
        return Arbitraries.of(
                Candidates.of(Candidates.SHY),
                Candidates.of(Candidates.SUCCESSES),
                Candidates.of(Candidates.RAW),
                Candidates.of(Candidates.WHOLE),
                Candidates.shipped("latency-unusual"),
                Candidates.shipped("pod-silent"),
                Candidates.shipped("requests-gone"),
                Candidates.shipped("container-restarted"));
    }

    @Property(tries = 14)
    void aDryRunSaysWhatTheOperatorsSay(@ForAll("candidates") DetectorSpec spec, @ForAll long seed) throws Exception {
        List<Anomaly> said = new ArrayList<>();
        DryRun run = dryRun(spec, said);
        Random random = new Random(seed);
        Town town = new Town(seed);
        Operators job = new Operators(Candidates.CONFIG, Candidates.inForceFor(spec));
        try {
            for (int second = 0; second < WARM + 60; second++) {
                if (second == 0 || random.nextInt(10) == 0) {
                    for (var state : town.states(second)) {
                        run.take(state);
                        job.take(state);
                    }
                }
                // Nobody scrapes at times, and then event time leaps.
                second += second > WARM && random.nextInt(25) == 0 ? 1 + random.nextInt(12) : 0;
                for (RawRecord scrape : scrapes(town, second, random)) {
                    run.take(Topics.METRICS.codec().decode(scrape.bytes()), scrape.atMillis());
                    job.take(scrape);
                }
                if (second >= WARM) {
                    change(town, random);
                }
            }
            assertThat(said).containsExactlyInAnyOrderElementsOf(job.anomaliesOf(spec.id()));
        } finally {
            job.close();
        }
    }

    /** Those of a second overtake each other, some come twice, and the platform's own heart beats. */
    private static List<RawRecord> scrapes(Town town, int second, Random random) {
        List<SampleBatch> batches = new ArrayList<>(town.scrapes(second));
        if (random.nextInt(3) == 0 && batches.size() > 1) {
            batches.add(1, batches.remove(0));
        }
        if (random.nextInt(5) == 0 && !batches.isEmpty()) {
            batches.add(batches.get(0));
        }
        Target platform = new Target("town", "", "Platform", "heartbeat");
        Instant at = Instant.ofEpochMilli(Town.START_MS + second * 1_000L + 950);
        batches.add(new SampleBatch(platform, platform, "", at, List.of(Point.of(SampleBatch.HEARTBEAT, second))));
        return batches.stream()
                .map(batch -> RawRecord.of(Topics.METRICS, 0, batch.observedAt().toEpochMilli(), batch))
                .toList();
    }

    private static void change(Town town, Random random) {
        List<Town.Pod> pods = town.allPods();
        Town.Pod pod = pods.get(random.nextInt(pods.size()));
        switch (random.nextInt(9)) {
            case 0 -> town.podsOf(pod.workload).forEach(each -> each.errorShare = 0.03);
            case 1 -> town.podsOf(pod.workload).forEach(each -> each.latency = 2);
            case 2 -> town.podsOf(pod.workload).forEach(each -> each.rate = random.nextBoolean() ? 0 : 60);
            case 3 -> pod.scraped = !pod.scraped;
            case 4 -> pod.restarts++;
            case 5 -> {
                town.stop(pod);
                town.start(pod.workload);
            }
            case 6 -> pod.busyShare = 0.9;
            case 7 ->
                pods.forEach(each -> {
                    each.errorShare = 0;
                    each.latency = 0.02;
                    each.rate = 20;
                    each.busyShare = 0.2;
                });
            default -> pod.terminating = random.nextBoolean();
        }
    }

    @Test
    void anOutageIsOneAnomalyThatOpensAndCloses() {
        List<Anomaly> said = new ArrayList<>();
        DryRun run = dryRun(Candidates.of(Candidates.SHY), said);
        Town town = new Town(3);
        play(town, run, 0, 10);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0.04);
        play(town, run, 10, 20);
        town.podsOf(Town.STOCK).forEach(pod -> pod.errorShare = 0);
        play(town, run, 20, 30);

        assertThat(said).first().satisfies(anomaly -> {
            assertThat(anomaly.state()).isEqualTo(Lifecycle.OPENED);
            assertThat(anomaly.workload()).isEqualTo(Town.STOCK);
        });
        assertThat(said).last().extracting(Anomaly::state).isEqualTo(Lifecycle.CLOSED);
        assertThat(said).extracting(Anomaly::id).containsOnly(said.get(0).id());
        assertThat(run.series()).isEqualTo(4);
        // The first scrape has no increase.
        assertThat(run.points()).isEqualTo(4 * 29);
    }

    @Test
    void oneThatIsNotOfTheCatalogueIsRefused() {
        assertThatThrownBy(() -> new DryRun(
                        new Catalog(List.of()), Candidates.of(Candidates.SHY), Candidates.CONFIG, unused -> {}))
                .hasMessageContaining("errors-high");
    }

    private static void play(Town town, DryRun run, int from, int to) {
        for (int second = from; second < to; second++) {
            town.scrapes(second)
                    .forEach(batch -> run.take(batch, batch.observedAt().toEpochMilli()));
        }
    }

    @Test
    void aTargetIsJudgedByWhatOthersScanAndCountsItsScrapes() {
        List<Anomaly> said = new ArrayList<>();
        DryRun run = dryRun(Candidates.of(Candidates.WHOLE), said);
        Town town = new Town(3);
        play(town, run, 0, 60);
        assertThat(said).isEmpty();
        assertThat(run.series()).isEqualTo(town.allPods().size());
        assertThat(run.points()).isEqualTo(60L * town.allPods().size());
        town.allPods().get(0).busyShare = 0.9;
        play(town, run, 60, 61);

        assertThat(said)
                .singleElement()
                .satisfies(anomaly -> assertThat(anomaly.because()).contains("executor_active_threads by +50"));
    }

    private static DryRun dryRun(DetectorSpec spec, List<Anomaly> into) {
        return new DryRun(
                Catalog.of(Catalog.shipped(), Candidates.inForceFor(spec)), spec, Candidates.CONFIG, into::add);
    }
}
