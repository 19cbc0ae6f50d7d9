package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * How unlike anything seen lately a value is. Which values a {@link Density} kept is chance; over several independent
 * ones the geometric mean is taken, so that a value known to one of them counts as nearly known. Not thread-safe.
 */
public final class Novelty {

    /** Gaps of less are all alike, as a share of the range. */
    private static final double SMALLEST_GAP = 1e-4;

    private final Density[] samples;

    /** @param samples how many independent ones; @param salt makes two of these keep different values */
    public Novelty(int samples, long salt) {
        this.samples = new Density[samples];
        for (int each = 0; each < samples; each++) {
            this.samples[each] = new Density(salt + each * 1001L);
        }
    }

    /** Distance to what is known, in percent of the range of what is known, at least 0; doubled outside of the range. */
    public double of(double value) {
        if (samples.length == 1) {
            return 100 * samples[0].gap(value);
        }
        double product = 1;
        for (Density sample : samples) {
            product *= sample.gap(value) + SMALLEST_GAP;
        }
        double mean = samples.length == 2 ? Math.sqrt(product) : Math.pow(product, 1.0 / samples.length);
        return 100 * Math.max(0, mean - SMALLEST_GAP);
    }

    /** Largest minus smallest known value, in the unit of the series; never zero. */
    public double range() {
        return samples[0].range();
    }

    /** @param value finite */
    public void learn(double value) {
        for (Density sample : samples) {
            sample.learn(value);
        }
    }

    public void write(ByteBuffer out) {
        for (Density sample : samples) {
            sample.write(out);
        }
    }

    public void read(ByteBuffer in) {
        for (Density sample : samples) {
            sample.read(in);
        }
    }
}
