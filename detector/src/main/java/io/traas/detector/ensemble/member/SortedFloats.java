package io.traas.detector.ensemble.member;

import java.nio.ByteBuffer;

/**
 * Ascending floats in few bytes and without loss: the bits of a float, turned so that they order as the floats do, then
 * each one's difference from the one before in groups of seven bits.
 */
final class SortedFloats {

    private SortedFloats() {}

    static void write(ByteBuffer out, float[] ascending, int count) {
        long before = 0;
        for (int each = 0; each < count; each++) {
            long ordered = ordered(ascending[each]);
            long step = ordered - before;
            before = ordered;
            while (step > 0x7F) {
                out.put((byte) (step & 0x7F | 0x80));
                step >>>= 7;
            }
            out.put((byte) step);
        }
    }

    static void read(ByteBuffer in, float[] ascending, int count) {
        long before = 0;
        for (int each = 0; each < count; each++) {
            int shift = 0;
            byte group = in.get();
            long step = group & 0x7F;
            while (group < 0) {
                shift += 7;
                group = in.get();
                step |= (long) (group & 0x7F) << shift;
            }
            before += step;
            ascending[each] = unordered(before);
        }
    }

    private static long ordered(float value) {
        int bits = Float.floatToIntBits(value);
        return (bits < 0 ? ~bits : bits | 0x8000_0000) & 0xFFFF_FFFFL;
    }

    private static float unordered(long ordered) {
        int bits = (int) ordered;
        return Float.intBitsToFloat(bits < 0 ? bits & 0x7FFF_FFFF : ~bits);
    }
}
