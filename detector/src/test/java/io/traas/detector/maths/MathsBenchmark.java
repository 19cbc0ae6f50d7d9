package io.traas.detector.maths;

import io.traas.detector.detect.Tier;
import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.Point;
import io.traas.model.SampleBatch;
import io.traas.model.Target;
import io.traas.model.wire.Topics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** The steps every sample takes, each alone and on one thread; timed one by one, as a mean tells of a busy machine. */
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class MathsBenchmark {

    private static final long INTERVAL_MS = 15_000;
    private static final int LEARNED = 10_000;

    /** A detector that has learned a series with a day and noise, as long as it takes for its state to be full. */
    private abstract static class Learned {

        private final Random random = new Random(1);
        private final double[] values = new double[1 << 13];
        private int points;
        RestorableDetector detector;
        byte[] state;

        void learn(Tier tier) {
            for (int i = 0; i < values.length; i++) {
                values[i] =
                        100 + 30 * Math.sin(2 * Math.PI * i * INTERVAL_MS / 86_400_000.0) + 3 * random.nextGaussian();
            }
            detector = tier.fresh(1);
            for (int i = 0; i < LEARNED; i++) {
                next();
            }
            state = detector.snapshot();
        }

        Finding next() {
            points++;
            return detector.observe(points * INTERVAL_MS, values[points % values.length]);
        }
    }

    @State(Scope.Thread)
    public static class OfTheEnsemble extends Learned {
        @Setup
        public void learn() {
            learn(Tier.ENSEMBLE);
        }
    }

    @State(Scope.Thread)
    public static class OfTheForest extends Learned {
        @Setup
        public void learn() {
            learn(Tier.FOREST);
        }
    }

    /** A scrape of a hundred samples as it lies in Kafka. */
    @State(Scope.Thread)
    public static class Scrape {

        byte[] bytes;

        @Setup
        public void encode() {
            List<Point> points = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                Map<String, String> labels = Map.of("method", "GET", "status", "200", "uri", "/api/v1/items/" + i);
                points.add(new Point("load_requests_in_flight", labels, i + 0.5));
            }
            Target pod = Target.pod("c", "load", "pod-1");
            bytes = Topics.METRICS
                    .codec()
                    .encode(new SampleBatch(pod, pod, "n1", Instant.ofEpochMilli(INTERVAL_MS), points));
        }
    }

    @Benchmark
    public SampleBatch scrapeDecode(Scrape scrape) {
        return Topics.METRICS.codec().decode(scrape.bytes);
    }

    @Benchmark
    public Finding ensembleObserve(OfTheEnsemble series) {
        return series.next();
    }

    @Benchmark
    public byte[] ensembleSnapshot(OfTheEnsemble series) {
        return series.detector.snapshot();
    }

    @Benchmark
    public RestorableDetector ensembleRestore(OfTheEnsemble series) {
        return Tier.ENSEMBLE.restore(series.state);
    }

    @Benchmark
    public Finding forestObserve(OfTheForest series) {
        return series.next();
    }

    @Benchmark
    public byte[] forestSnapshot(OfTheForest series) {
        return series.detector.snapshot();
    }

    @Benchmark
    public RestorableDetector forestRestore(OfTheForest series) {
        return Tier.FOREST.restore(series.state);
    }
}
