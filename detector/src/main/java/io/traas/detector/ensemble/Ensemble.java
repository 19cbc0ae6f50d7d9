package io.traas.detector.ensemble;

import io.traas.detector.ensemble.member.Forecast;
import io.traas.detector.ensemble.member.Novelty;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;

/**
 * The shipped detector of one series: the same configuration for every series, learning only from what this series has
 * shown so far. {@link #observe} is the whole way of a point. About a microsecond a point; the state ({@link #snapshot})
 * has at most {@link #SNAPSHOT_BYTES_AT_MOST} bytes. Not thread-safe.
 *
 * <p>The alert of a finding is the moment of a notification: true at the one point where there is something to say, and
 * again only if it got worse or half a day later. Whether the condition then lasts is {@link #isOpen}.
 *
 * <p>The constants here, in the gate and in the evidence were chosen where the figures on labelled series of several
 * sources hardly change when a constant does, not where one of them is best.
 */
public final class Ensemble implements RestorableDetector {

    /** A score of at least this is a notification, and nothing else is. */
    public static final double THRESHOLD = 0.5;

    public static final int SNAPSHOT_BYTES_AT_MOST = 6 * 1024;

    private static final byte VERSION = 2;
    /** Wrote the seasons whole. */
    private static final byte FIRST = 1;
    /** Values beyond are taken for this, so that differences of them stay finite as floats. */
    private static final double LARGEST = 1e30;

    private static final int SPEAKS_AFTER = 5;
    /** Floor of the residual's scale as a share of the range of values: smaller errors never matter to anybody. */
    private static final double SMALLEST_SHARE_OF_RANGE = 0.02;
    /** Half width of the expected band, in scales. */
    private static final double BAND = 4;

    /** Mean evidence, in decimal orders beyond once a week, that is worth a notification. */
    private static final double BAR = -1.7;
    /** How far the bar follows the sampling rate: wholly would judge an hourly series by almost nothing. */
    private static final double BY_PACE = 0.85;
    /** One in five minutes, where the bar does not depend on {@link #BY_PACE}. */
    private static final double USUAL_PACE = 3.3;

    /** Points before a {@link #deviation} is known. */
    private static final int STRAYS_AFTER = 20;
    /** Beyond, a deviation says no more; one flat series that moves would otherwise speak for all of a target. */
    private static final double MOST_SCALES = 50;

    private static final double CAUTION_WHEN_YOUNG = 3;
    private static final double YOUNG_UNTIL = 100;

    private final Pace pace = new Pace();
    private final Forecast forecast = new Forecast();
    private final Novelty values = new Novelty(2, 1);
    private final Novelty errors = new Novelty(1, 2);
    private final Evidence evidence = new Evidence();
    private final Gate gate = new Gate();
    private final Score score = new Score();
    private final Lenience lenience = new Lenience();
    private int seen;
    private Point last;
    /** Of the last point; not part of the state. */
    private double deviation = Double.NaN;

    /** What {@link #because} tells of; not part of the state. */
    private record Point(double value, double expected, double scale, String basis) {}

    private Ensemble() {}

    /** A fresh detector in the one shipped configuration. */
    public static Ensemble shipped() {
        return new Ensemble();
    }

    @Override
    public Finding observe(long atMillis, double observed) {
        deviation = Double.NaN;
        if (!Double.isFinite(observed)) {
            return new Finding(score.quiet(), false, Double.NaN, Double.NaN);
        }
        double value = Math.max(-LARGEST, Math.min(LARGEST, observed));
        double since = pace.learn(atMillis);

        double expected = seen == 0 ? value : forecast.predict(atMillis);
        double scale = Math.max(forecast.scale(), SMALLEST_SHARE_OF_RANGE * values.range());
        double error = value - expected;
        if (seen >= STRAYS_AFTER) {
            deviation = Math.max(-MOST_SCALES, Math.min(MOST_SCALES, error / scale));
        }
        double residual = seen < SPEAKS_AFTER ? 0 : error / scale;
        double errorNovelty = errors.of(error);

        double rarity = evidence.learn(value, values.of(value), residual, errorNovelty);
        double excess = gate.pass(atMillis, since, rarity, bar());
        score.learn(residual, errorNovelty);

        values.learn(value);
        errors.learn(error);
        forecast.learn(atMillis, value, since);
        last = new Point(observed, expected, scale, forecast.basis());
        seen = Math.min(seen + 1, Integer.MAX_VALUE - 1);
        return finding(excess);
    }

    private double bar() {
        double byPace = BY_PACE * pace.logPointsPerWeek() + (1 - BY_PACE) * USUAL_PACE;
        return BAR + byPace + CAUTION_WHEN_YOUNG * YOUNG_UNTIL / (YOUNG_UNTIL + seen) - lenience.orders();
    }

    private Finding finding(double excess) {
        boolean known = seen > SPEAKS_AFTER;
        double half = known ? BAND * last.scale : Double.NaN;
        return new Finding(score.of(excess), excess >= 0, last.expected - half, last.expected + half);
    }

    /** It ends when the evidence stayed well below the bar for a while. */
    @Override
    public boolean isOpen() {
        return gate.isOpen();
    }

    @Override
    public String because() {
        if (last == null) {
            return "No value was seen yet.";
        }
        return String.format(
                Locale.ROOT,
                "%.6g where %.6g to %.6g was expected from %s: %s.",
                last.value,
                last.expected - BAND * last.scale,
                last.expected + BAND * last.scale,
                last.basis,
                evidence.because());
    }

    @Override
    public double deviation() {
        return deviation;
    }

    @Override
    public Lenience lenience() {
        return lenience;
    }

    @Override
    public byte[] snapshot() {
        ByteBuffer out = ByteBuffer.allocate(SNAPSHOT_BYTES_AT_MOST);
        out.put(VERSION).putInt(seen);
        lenience.write(out);
        pace.write(out);
        forecast.write(out);
        values.write(out);
        errors.write(out);
        evidence.write(out);
        gate.write(out);
        score.write(out);
        return Arrays.copyOf(out.array(), out.position());
    }

    /** @throws IllegalArgumentException if these bytes are no whole snapshot of a version known here */
    public static Ensemble restore(byte[] snapshot) {
        ByteBuffer in = ByteBuffer.wrap(snapshot);
        byte version = snapshot.length == 0 ? 0 : in.get();
        if (version != VERSION && version != FIRST) {
            throw new IllegalArgumentException("snapshot of version " + (snapshot.length == 0 ? "none" : version)
                    + ", known are " + FIRST + " and " + VERSION);
        }
        Ensemble restored = new Ensemble();
        try {
            restored.read(in, version == FIRST);
        } catch (BufferUnderflowException cut) {
            throw new IllegalArgumentException("snapshot ends after " + snapshot.length + " bytes", cut);
        }
        if (in.hasRemaining()) {
            throw new IllegalArgumentException("snapshot has " + in.remaining() + " bytes too many");
        }
        return restored;
    }

    private void read(ByteBuffer in, boolean wholeSeasons) {
        seen = in.getInt();
        lenience.read(in);
        pace.read(in);
        forecast.read(in, wholeSeasons);
        values.read(in);
        errors.read(in);
        evidence.read(in);
        gate.read(in);
        score.read(in);
    }
}
