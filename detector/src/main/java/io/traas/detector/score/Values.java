package io.traas.detector.score;

/** Numbers as they stand in files of series. */
final class Values {

    private Values() {}

    /**
     * A decimal number, {@code NaN}, or {@code Inf} with or without a sign; nothing else that Java would take for one.
     *
     * @throws NumberFormatException when it is none
     */
    static double parse(String text) {
        int length = text.length();
        char last = length == 0 ? ' ' : text.charAt(length - 1);
        if (last >= '0' && last <= '9' || last == '.') {
            if (text.indexOf('x') >= 0 || text.indexOf('X') >= 0) {
                throw new NumberFormatException(text);
            }
            return Double.parseDouble(text);
        }
        return switch (text.toLowerCase(java.util.Locale.ROOT)) {
            case "nan" -> Double.NaN;
            case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
            case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new NumberFormatException(text);
        };
    }
}
