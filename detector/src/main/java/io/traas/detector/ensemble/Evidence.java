package io.traas.detector.ensemble;

import io.traas.detector.ensemble.member.Shift;
import io.traas.detector.ensemble.member.Standstill;
import io.traas.detector.ensemble.member.Unrest;
import java.nio.ByteBuffer;
import java.util.Locale;

/**
 * What the members say about a point, made comparable by how rare each one's number is for this series, and weighed
 * into one figure. A mean and not the loudest voice: on real series the single members alarm at different times when
 * nothing is wrong, and together when something is. Not thread-safe; constant cost.
 */
final class Evidence {

    private static final String[] NAMES = {
        "the value lies far from all seen lately",
        "it is far from what was expected",
        "no error of the forecast like it was seen lately",
        "surprises have piled up",
        "the level has shifted"
    };
    private static final double[] WEIGHTS = {1, 1, 1, 0.25, 0.25};
    /** Where each member's shared tail begins: percent of the range, scales, percent, ratio, scales. */
    private static final double[] USUAL = {1, 3, 4, 2.2, 2.3};

    private static final double STANDSTILL = 3;

    private final Unrest unrest = new Unrest();
    private final Shift shift = new Shift();
    private final Standstill standstill = new Standstill();
    private final Tail[] tails = new Tail[WEIGHTS.length];
    private final double[] sizes = new double[WEIGHTS.length];
    /** What {@link #because} tells; not part of the state. */
    private final double[] rarities = new double[WEIGHTS.length];

    private boolean stands;

    Evidence() {
        for (int each = 0; each < tails.length; each++) {
            tails[each] = new Tail(USUAL[each]);
        }
    }

    /**
     * Decimal orders of rarity, and the point taken in.
     *
     * @param novelty of the value, in percent of its range; @param residual in scales, signed
     * @param residualNovelty of the forecast's error, in percent of its range
     */
    double learn(double value, double novelty, double residual, double residualNovelty) {
        sizes[0] = novelty;
        sizes[1] = Math.abs(residual);
        sizes[2] = residualNovelty;
        sizes[3] = unrest.learn(residual);
        sizes[4] = shift.learn(residual);
        double sum = 0;
        double weights = 0;
        for (int each = 0; each < tails.length; each++) {
            rarities[each] = tails[each].learn(sizes[each]);
            sum += WEIGHTS[each] * rarities[each];
            weights += WEIGHTS[each];
        }
        stands = standstill.learn(value);
        return sum / weights + (stands ? STANDSTILL : 0);
    }

    /** The members that found the last point rarer than one in a hundred, the rarest first, in words. */
    String because() {
        StringBuilder words = new StringBuilder(stands ? "it stands still as it never did lately" : "");
        boolean[] told = new boolean[rarities.length];
        for (int next = rarest(told); next >= 0; next = rarest(told)) {
            told[next] = true;
            words.append(words.length() == 0 ? "" : ", ").append(NAMES[next]);
            words.append(String.format(Locale.ROOT, " (one in %,.0f)", Math.pow(10, rarities[next])));
        }
        return words.length() == 0 ? "nothing about it is rare for this series" : words.toString();
    }

    private int rarest(boolean[] told) {
        int rarest = -1;
        for (int each = 0; each < rarities.length; each++) {
            if (!told[each] && rarities[each] >= 2 && (rarest < 0 || rarities[each] > rarities[rarest])) {
                rarest = each;
            }
        }
        return rarest;
    }

    void write(ByteBuffer out) {
        unrest.write(out);
        shift.write(out);
        standstill.write(out);
        for (Tail tail : tails) {
            tail.write(out);
        }
    }

    void read(ByteBuffer in) {
        unrest.read(in);
        shift.read(in);
        standstill.read(in);
        for (Tail tail : tails) {
            tail.read(in);
        }
    }
}
