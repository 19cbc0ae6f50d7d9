package io.traas.collectors.exposition;

import java.nio.charset.StandardCharsets;

/**
 * Reads the numbers of the exposition formats: decimal, {@code NaN}, {@code Inf}; no hexadecimal, underscores or type
 * suffixes, which Java's own parser would take. Correctly rounded.
 */
final class Decimals {

    /** Largest power of ten that a double holds exactly; products and quotients with it are rounded once. */
    private static final int MAX_EXACT_POWER = 22;

    private static final long MAX_EXACT_MANTISSA = 1L << 53;
    private static final int MAX_LONG_DIGITS = 18;
    private static final double[] POWERS = new double[MAX_EXACT_POWER + 1];

    static {
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * 10;
        }
    }

    private Decimals() {}

    /** @throws NumberFormatException when bytes[from, to) is anything else */
    static double parse(byte[] bytes, int from, int to) {
        int at = from;
        boolean negative = false;
        if (at < to && (bytes[at] == '-' || bytes[at] == '+')) {
            negative = bytes[at] == '-';
            at++;
        }
        if (at < to && bytes[at] > '9') {
            return special(bytes, from, at, to, negative);
        }
        long mantissa = 0;
        int digits = 0;
        int power = 0;
        int significant = 0;
        boolean dot = false;
        for (; at < to; at++) {
            byte b = bytes[at];
            if (b >= '0' && b <= '9') {
                digits++;
                significant += significant > 0 || b != '0' ? 1 : 0;
                mantissa = significant <= MAX_LONG_DIGITS ? mantissa * 10 + (b - '0') : mantissa;
                power -= dot ? 1 : 0;
            } else if (b == '.' && !dot) {
                dot = true;
            } else {
                break;
            }
        }
        if (digits == 0) {
            throw notANumber(bytes, from, to);
        }
        if (at < to) {
            power += exponent(bytes, from, at, to);
        }
        boolean exact = significant <= MAX_LONG_DIGITS
                && mantissa <= MAX_EXACT_MANTISSA
                && power >= -MAX_EXACT_POWER
                && power <= MAX_EXACT_POWER;
        if (!exact) {
            return Double.parseDouble(ascii(bytes, from, to));
        }
        double value = power < 0 ? mantissa / POWERS[-power] : mantissa * POWERS[power];
        return negative ? -value : value;
    }

    /** Reads {@code e[+-]digits} at the position; saturates, since such numbers take the slow way anyway. */
    private static int exponent(byte[] bytes, int from, int position, int to) {
        int at = position;
        if (bytes[at] != 'e' && bytes[at] != 'E') {
            throw notANumber(bytes, from, to);
        }
        at++;
        boolean negative = at < to && bytes[at] == '-';
        at += at < to && (bytes[at] == '-' || bytes[at] == '+') ? 1 : 0;
        if (at == to) {
            throw notANumber(bytes, from, to);
        }
        int exponent = 0;
        for (; at < to; at++) {
            if (bytes[at] < '0' || bytes[at] > '9') {
                throw notANumber(bytes, from, to);
            }
            exponent = Math.min(exponent * 10 + (bytes[at] - '0'), 100_000);
        }
        return negative ? -exponent : exponent;
    }

    private static double special(byte[] bytes, int from, int at, int to, boolean negative) {
        String word = ascii(bytes, at, to);
        if (word.equalsIgnoreCase("nan") && at == from) {
            return Double.NaN;
        }
        if (word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity")) {
            return negative ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        }
        throw notANumber(bytes, from, to);
    }

    private static NumberFormatException notANumber(byte[] bytes, int from, int to) {
        return new NumberFormatException(
                "'" + new String(bytes, from, Math.min(to - from, 60), StandardCharsets.UTF_8) + "' is not a number");
    }

    private static String ascii(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
