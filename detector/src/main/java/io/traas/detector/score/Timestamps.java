package io.traas.detector.score;

import java.time.DateTimeException;
import java.time.LocalDate;

/**
 * Instants as people write them: epoch seconds, with or without a fraction, or an ISO date-time with {@code T} or a blank,
 * with or without seconds, fraction and zone. Without a zone UTC is meant. Reads by hand: {@code DateTimeFormatter} took
 * longer than everything else that is done with a row.
 */
public final class Timestamps {

    private static final long MS_PER_MINUTE = 60_000;
    private static final int[] POWERS_OF_TEN = {100, 10, 1};

    private Timestamps() {}

    /**
     * Milliseconds since the epoch.
     *
     * @throws IllegalArgumentException when the text is no instant
     */
    public static long millis(String text) {
        try {
            return text.length() > 4 && text.charAt(4) == '-' ? isoMillis(text) : epochMillis(text);
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new IllegalArgumentException("'" + text + "' is neither epoch seconds nor an ISO date-time", e);
        }
    }

    private static long epochMillis(String text) {
        double seconds = Values.parse(text);
        if (!(Math.abs(seconds) < Long.MAX_VALUE / 1e4)) {
            throw new NumberFormatException(text);
        }
        return Math.round(seconds * 1000);
    }

    private static long isoMillis(String text) {
        long day = LocalDate.of(
                        digits(text, 0, 4),
                        digits(text, expect(text, 4, "-"), 2),
                        digits(text, expect(text, 7, "-"), 2))
                .toEpochDay();
        int at = expect(text, 10, "T t");
        long millis = bounded(digits(text, at, 2), 23) * 60 * MS_PER_MINUTE
                + bounded(digits(text, expect(text, at + 2, ":"), 2), 59) * MS_PER_MINUTE;
        at += 5;
        if (at < text.length() && text.charAt(at) == ':') {
            millis += bounded(digits(text, at + 1, 2), 60) * 1000L;
            at += 3;
            if (at < text.length() && (text.charAt(at) == '.' || text.charAt(at) == ',')) {
                int place = 0;
                for (at++; at < text.length() && Character.isDigit(text.charAt(at)); at++, place++) {
                    millis += place < POWERS_OF_TEN.length ? POWERS_OF_TEN[place] * (text.charAt(at) - '0') : 0;
                }
            }
        }
        return day * 24 * 60 * MS_PER_MINUTE + millis - zoneMillis(text, at);
    }

    private static long zoneMillis(String text, int at) {
        String zone = text.substring(at);
        if (zone.isEmpty() || zone.equals("Z") || zone.equals("z")) {
            return 0;
        }
        int sign = zone.charAt(0) == '-' ? -1 : 1;
        String digits = zone.substring(expect(zone, 0, "+-")).replace(":", "");
        if (digits.length() != 2 && digits.length() != 4) {
            throw new NumberFormatException(zone);
        }
        int minutes = digits.length() == 4 ? bounded(digits(digits, 2, 2), 59) : 0;
        return sign * (bounded(digits(digits, 0, 2), 18) * 60L + minutes) * MS_PER_MINUTE;
    }

    private static int bounded(int number, int most) {
        if (number > most) {
            throw new DateTimeException(number + " is more than " + most);
        }
        return number;
    }

    /** The place behind a character that has to be one of those. */
    private static int expect(String text, int at, String oneOf) {
        if (oneOf.indexOf(text.charAt(at)) < 0) {
            throw new NumberFormatException(text);
        }
        return at + 1;
    }

    private static int digits(String text, int from, int count) {
        int number = 0;
        for (int i = from; i < from + count; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException(text);
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
