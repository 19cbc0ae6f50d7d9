package io.traas.detector.ensemble;

import java.nio.ByteBuffer;

/**
 * Turns one member's number into how rare it is for this series: a histogram on a logarithmic scale that forgets
 * exponentially, blended with a power-law tail that all series share. The shared tail counts as much as
 * {@link #PRIOR_WEIGHT} values: a young series is judged by what is rare elsewhere, an old one by itself, and beyond
 * everything seen the odds go on falling smoothly (the part that an extreme-value fit plays in DSPOT, Siffer, Fouque,
 * Termier and Largouet 2017, at constant cost). Not thread-safe.
 */
public final class Tail {

    private static final int BINS = 48;
    private static final double BINS_PER_OCTAVE = 2;
    private static final double LOWEST_OCTAVE = -5;
    private static final double MEMORY = 5_000;
    private static final double GROWTH = 1 + 1 / MEMORY;
    private static final double PRIOR_WEIGHT = 3_000;
    private static final double UNIT_LIMIT = 1e9;
    private static final double RAREST = 8;
    private static final double LOG2 = Math.log(2);

    private final double usual;
    private final float[] bins = new float[BINS];
    private double total;
    /** Weight of one new value; grows instead of every bin shrinking. */
    private double unit = 1;

    /** @param usual where the shared tail begins: half of all values are above it there */
    public Tail(double usual) {
        this.usual = usual;
    }

    /**
     * Decimal logarithm of one in how many values are as large, in [0, {@link #RAREST}]; then takes the value in.
     *
     * @param size at least 0
     */
    public double learn(double size) {
        double position = position(size);
        double rarity = rarity(size, position);
        unit *= GROWTH;
        total += unit;
        if (position >= 0) {
            bins[(int) position] += (float) unit;
        }
        if (unit > UNIT_LIMIT) {
            rescale();
        }
        return rarity;
    }

    private double rarity(double size, double position) {
        double above = total;
        if (position >= 0) {
            int bin = (int) position;
            above = bins[bin] * Math.max(0, 1 - (position - bin));
            for (int each = bin + 1; each < BINS; each++) {
                above += bins[each];
            }
        }
        double odds = (above + PRIOR_WEIGHT * unit * prior(size)) / (total + PRIOR_WEIGHT * unit);
        return Math.max(0, Math.min(RAREST, -Math.log10(odds)));
    }

    /** Odds of as large a value in the shared tail: falls with the power 3.5, written without a power for its cost. */
    private double prior(double size) {
        double ratio = size / usual;
        return 1 / (1 + ratio * ratio * ratio * Math.sqrt(ratio));
    }

    /** Where in the histogram, below 0 for what is too small to matter. */
    private static double position(double size) {
        if (!(size > 0)) {
            return -1;
        }
        double octave = Math.log(size) / LOG2;
        return Math.min(BINS - 1e-3, (octave - LOWEST_OCTAVE) * BINS_PER_OCTAVE);
    }

    private void rescale() {
        for (int each = 0; each < BINS; each++) {
            bins[each] = (float) (bins[each] / unit);
        }
        total /= unit;
        unit = 1;
    }

    /** Most bins are empty in most series: which ones are not, then only these. */
    public void write(ByteBuffer out) {
        long filled = 0;
        for (int each = 0; each < BINS; each++) {
            filled |= bins[each] != 0 ? 1L << each : 0;
        }
        out.putDouble(total).putDouble(unit).putLong(filled);
        for (int each = 0; each < BINS; each++) {
            if (bins[each] != 0) {
                out.putFloat(bins[each]);
            }
        }
    }

    public void read(ByteBuffer in) {
        total = in.getDouble();
        unit = in.getDouble();
        long filled = in.getLong();
        for (int each = 0; each < BINS; each++) {
            bins[each] = (filled >>> each & 1) != 0 ? in.getFloat() : 0;
        }
    }
}
