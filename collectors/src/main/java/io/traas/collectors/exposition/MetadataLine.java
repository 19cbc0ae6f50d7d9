package io.traas.collectors.exposition;

import java.util.Set;

/** Checks the lines that start with {@code #}. Nothing of them is kept: samples carry what is needed. */
final class MetadataLine {

    private static final Set<String> TYPES = Set.of(
            "unknown", "gauge", "counter", "stateset", "info", "histogram", "gaugehistogram", "summary", "untyped");

    private MetadataLine() {}

    /** Returns true for {@code # EOF} of OpenMetrics. */
    static boolean isEnd(Cursor line, ExpositionFormat format) {
        return format == ExpositionFormat.OPENMETRICS
                && line.end - line.at == 5
                && line.text(line.at, line.end).equals("# EOF");
    }

    /** @param line a line whose next byte is {@code #} */
    static void check(Cursor line, ExpositionFormat format) {
        boolean strict = format == ExpositionFormat.OPENMETRICS;
        line.at++;
        if (!line.atEnd() && !Cursor.isBlank(line.bytes[line.at]) && !strict) {
            return;
        }
        gap(line, strict);
        String keyword = line.word();
        switch (keyword) {
            case "HELP" -> checkHelp(line, strict);
            case "TYPE" -> checkType(line, strict);
            case "UNIT" -> {
                if (strict) {
                    checkUnit(line);
                }
            }
            default -> {
                if (strict) {
                    throw line.fail("OpenMetrics has no '# " + keyword + "', only HELP, TYPE, UNIT and EOF");
                }
            }
        }
    }

    private static void checkHelp(Cursor line, boolean strict) {
        family(line, strict);
        if (strict) {
            gap(line, true);
        }
    }

    private static void checkType(Cursor line, boolean strict) {
        family(line, strict);
        gap(line, strict);
        String type = line.word();
        if (!strict) {
            line.skipBlanks();
        }
        if (!TYPES.contains(type) || strict && type.equals("untyped") || !line.atEnd()) {
            throw line.fail("unknown metric type '" + type + line.text(line.at, line.end) + "'");
        }
    }

    private static void checkUnit(Cursor line) {
        String family = family(line, true);
        gap(line, true);
        String unit = line.text(line.at, line.end);
        if (!unit.isEmpty() && !family.endsWith("_" + unit)) {
            throw line.fail("metric " + family + " does not end with its unit '" + unit + "'");
        }
    }

    private static String family(Cursor line, boolean strict) {
        gap(line, strict);
        String what = "a metric name";
        String name = line.peek() == '"' ? line.quoted(what) : line.name(true, what);
        if (!line.atEnd() && !Cursor.isBlank(line.bytes[line.at])) {
            throw line.fail("expected a blank after metric name " + name + " but found " + line.found());
        }
        return name;
    }

    /** One space in OpenMetrics, any blanks in the text format. */
    private static void gap(Cursor line, boolean strict) {
        if (strict) {
            line.expect(' ', "between the parts of a metadata line");
        } else {
            line.skipBlanks();
        }
    }
}
