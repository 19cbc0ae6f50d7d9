package io.traas.detector.forest;

import com.amazon.randomcutforest.RandomCutForest;
import io.traas.detector.ensemble.Gate;
import io.traas.detector.ensemble.Lenience;
import io.traas.detector.ensemble.Pace;
import io.traas.detector.ensemble.RestorableDetector;
import io.traas.detector.ensemble.Score;
import io.traas.detector.ensemble.Tail;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A random cut forest over the last {@link #SHINGLE} values of a series (Guha, Mishra, Roy and Schrijvers, ICML 2016): how
 * alone such a run of values stands among a sample of what this series did lately. How rare that loneliness is here, the
 * gate and the score are those of the ensemble, so that a score of {@link io.traas.detector.ensemble.Ensemble#THRESHOLD}
 * means the same. Costs some fifteen microseconds a point and 70 KB. Not
 * thread-safe.
 */
public final class Forest implements RestorableDetector {

    /** Longer runs hide a single leap among the values that did not leap: 8 finds fewer events and costs more. */
    static final int SHINGLE = 4;

    static final int TREES = 30;
    static final int SAMPLES = 128;
    /** Points after which a sample has lost two thirds of its weight. */
    private static final int MEMORY = 10 * SAMPLES;

    private static final byte VERSION = 1;
    private static final int BESIDE_THE_TREES_BYTES_AT_MOST = 512;
    /** Values beyond are taken for this, so that sums of them stay finite as floats. */
    private static final double LARGEST = 1e30;
    /** Points before the trees say anything: a quarter of a sample. */
    private static final int SPEAKS_AFTER = SAMPLES / 4;
    /**
     * The trees' scores lie between 0.7 and 5, by the logarithm of how alone a point is: this spreads them for the tail. Less
     * of it gains a little on the labelled sets, and loses usual values in an unusual order.
     */
    private static final double SPREAD = 6;
    /** Where the shared tail begins: a score that about one in a hundred points of a quiet series reaches. */
    private static final double USUAL = Math.pow(1.3, SPREAD);

    /** Rarity, in decimal orders beyond once a week, that is worth a notification: few enough false alerts on labelled series. */
    private static final double BAR = -0.5;

    /** Extra orders of rarity at the first point, half of them at {@link #YOUNG_UNTIL}: young samples hold little. */
    private static final double CAUTION_WHEN_YOUNG = 3;

    private static final double YOUNG_UNTIL = 100;

    /** Scales of surprise that an order of rarity stands for, about as in a normal distribution. */
    private static final double SCALES_AN_ORDER = 1.5;

    private final RandomCutForest trees;
    private final Pace pace = new Pace();
    private final Tail tail = new Tail(USUAL);
    private final Gate gate = new Gate();
    private final Score score = new Score();
    private final Lenience lenience = new Lenience();
    private int seen;
    /** Taken off every value: trees keep floats, and a small change of a large number would be lost in one. */
    private double origin;

    /** What {@link #because} tells of; not part of the state. */
    private Verdict last;

    private Forest(RandomCutForest trees) {
        this.trees = trees;
    }

    /** One that knows nothing yet. @param seed of its cuts and samples */
    public static Forest fresh(long seed) {
        return new Forest(RandomCutForest.builder()
                .dimensions(SHINGLE)
                .shingleSize(SHINGLE)
                .internalShinglingEnabled(true)
                .numberOfTrees(TREES)
                .sampleSize(SAMPLES)
                .timeDecay(1.0 / MEMORY)
                .outputAfter(SPEAKS_AFTER)
                .parallelExecutionEnabled(false)
                .randomSeed(seed)
                .build());
    }

    @Override
    public Finding observe(long atMillis, double observed) {
        if (!Double.isFinite(observed)) {
            return new Finding(score.quiet(), false, Double.NaN, Double.NaN);
        }
        double value = Math.max(-LARGEST, Math.min(LARGEST, observed));
        double since = pace.learn(atMillis);
        origin = seen == 0 ? value : origin;
        float[] point = {(float) (value - origin)};

        double rarity = trees.isOutputReady() ? tail.learn(Math.pow(trees.getAnomalyScore(point), SPREAD)) : 0;
        double excess = gate.pass(atMillis, since, rarity, bar());
        score.learn(SCALES_AN_ORDER * rarity, 0);
        last = excess < Gate.WEAK ? null : Verdict.of(trees, point, observed, origin, rarity);

        trees.update(point);
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        return new Finding(
                score.of(excess),
                excess >= 0,
                last == null ? Double.NaN : last.low(),
                last == null ? Double.NaN : last.high());
    }

    private double bar() {
        return BAR
                + pace.logPointsPerWeek()
                + CAUTION_WHEN_YOUNG * YOUNG_UNTIL / (YOUNG_UNTIL + seen)
                - lenience.orders();
    }

    @Override
    public boolean isOpen() {
        return gate.isOpen();
    }

    @Override
    public String because() {
        return last == null ? "Nothing about the last " + SHINGLE + " values is new for this series." : last.because();
    }

    /** A forest expects no value. */
    @Override
    public double deviation() {
        return Double.NaN;
    }

    @Override
    public Lenience lenience() {
        return lenience;
    }

    @Override
    public byte[] snapshot() {
        byte[] bytes = TreeBytes.write(trees);
        ByteBuffer out = ByteBuffer.allocate(bytes.length + BESIDE_THE_TREES_BYTES_AT_MOST);
        out.put(VERSION).putInt(bytes.length).put(bytes);
        out.putInt(seen).putDouble(origin);
        pace.write(out);
        tail.write(out);
        gate.write(out);
        score.write(out);
        lenience.write(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** @throws IllegalArgumentException if these bytes are no whole snapshot of a version known here */
    public static Forest restore(byte[] snapshot) {
        ByteBuffer in = ByteBuffer.wrap(snapshot);
        if (snapshot.length == 0 || in.get() != VERSION) {
            throw new IllegalArgumentException("forest of version " + (snapshot.length == 0 ? "none" : snapshot[0])
                    + ", only " + VERSION + " is known");
        }
        Forest restored;
        try {
            byte[] bytes = new byte[Math.max(0, Math.min(in.getInt(), in.remaining()))];
            in.get(bytes);
            restored = new Forest(TreeBytes.read(bytes));
            restored.read(in);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("forest ends after " + snapshot.length + " bytes", cut);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("forest has " + in.remaining() + " bytes too many");
        }
        return restored;
    }

    private void read(ByteBuffer in) {
        seen = in.getInt();
        origin = in.getDouble();
        pace.read(in);
        tail.read(in);
        gate.read(in);
        score.read(in);
        lenience.read(in);
    }
}
