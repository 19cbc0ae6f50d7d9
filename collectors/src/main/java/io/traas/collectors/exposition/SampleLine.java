package io.traas.collectors.exposition;

import java.util.HashMap;
import java.util.Map;

/**
 * Reads lines with a value: {@code name{label="value",...} value [timestamp] [# {label="value"} value [timestamp]]}.
 * Timestamps and exemplars are checked and not kept: what a scrape says, it says at the instant of the scrape.
 */
final class SampleLine {

    private final Cursor line;
    private final boolean strict;
    private final int maxLabels;
    private final SeriesCache cache;

    /** Hash of the bytes that {@link #identityEnd} went over. */
    private int hash;

    /** How many timestamps the current line has had so far. */
    private int timestamps;

    SampleLine(Cursor line, ExpositionFormat format, int maxLabels, SeriesCache cache) {
        this.line = line;
        this.strict = format == ExpositionFormat.OPENMETRICS;
        this.maxLabels = maxLabels;
        this.cache = cache;
    }

    /** The series at the start of the line; leaves the cursor behind it. */
    SeriesCache.Known series() {
        timestamps = 0;
        int from = line.at;
        int to = identityEnd();
        SeriesCache.Known known = to < 0 ? null : cache.find(line.bytes, from, to, hash);
        if (known != null) {
            line.at = to;
            return known;
        }
        Map<String, String> labels = new HashMap<>();
        String metric = identity(labels);
        if (to < 0 || line.at != to) {
            throw line.fail("expected a value after the series but found " + line.found());
        }
        return cache.add(line.bytes, from, to, hash, metric, labels);
    }

    /** The value at the cursor; leaves the cursor at the end of the line. */
    double value() {
        if (line.atEnd()) {
            throw line.fail("the value is missing");
        }
        gap("before the value");
        double value = number("value");
        boolean exemplar = false;
        while (!exemplar && more()) {
            exemplar = line.peek() == '#';
            if (exemplar) {
                exemplar();
            } else {
                timestamp();
            }
        }
        return value;
    }

    /** Whether the line just read had a timestamp. */
    boolean timestamped() {
        return timestamps > 0;
    }

    private boolean more() {
        if (!strict) {
            line.skipBlanks();
            return !line.atEnd();
        }
        if (line.atEnd()) {
            return false;
        }
        gap("between the parts of a line");
        return true;
    }

    private void timestamp() {
        if (++timestamps > 1) {
            throw line.fail("expected the end of the line but found " + line.found());
        }
        int from = line.at;
        double timestamp = number("timestamp");
        boolean whole = strict || line.text(from, line.at).matches("[+-]?\\d+");
        if (!Double.isFinite(timestamp) || !whole) {
            throw line.fail("timestamp '" + line.text(from, line.at) + "' is not "
                    + (strict ? "a finite number of seconds" : "a whole number of milliseconds"));
        }
    }

    private void exemplar() {
        if (!strict) {
            throw line.fail("exemplars exist in OpenMetrics only");
        }
        line.at++;
        gap("after the # of an exemplar");
        line.expect('{', "at the start of an exemplar");
        labels(new HashMap<>());
        gap("before the value of an exemplar");
        number("value of the exemplar");
        if (!line.atEnd()) {
            gap("before the timestamp of an exemplar");
            number("timestamp of the exemplar");
        }
        if (!line.atEnd()) {
            throw line.fail("expected the end of the line but found " + line.found());
        }
    }

    private double number(String what) {
        int from = line.at;
        while (line.at < line.end && !Cursor.isBlank(line.bytes[line.at])) {
            line.at++;
        }
        if (from == line.at) {
            throw line.fail("the " + what + " is missing");
        }
        try {
            return Decimals.parse(line.bytes, from, line.at);
        } catch (NumberFormatException e) {
            throw line.fail(what + " " + e.getMessage());
        }
    }

    private void gap(String where) {
        if (strict) {
            line.expect(' ', where);
        } else {
            line.skipBlanks();
        }
    }

    /**
     * Where the name and labels end, without reading them; the hash of them on the way. A broken line gives -1 or a
     * wrong end, which {@link #identity} then explains; it can never give the end of another known series.
     */
    private int identityEnd() {
        byte[] bytes = line.bytes;
        int end = line.end;
        int at = line.at;
        int h = 1;
        for (; at < end && bytes[at] != '{' && !Cursor.isBlank(bytes[at]); at++) {
            h = 31 * h + bytes[at];
        }
        int brace = at;
        while (!strict && brace < end && Cursor.isBlank(bytes[brace])) {
            brace++;
        }
        if (brace == end || bytes[brace] != '{') {
            hash = h;
            return at;
        }
        boolean quoted = false;
        for (at = brace; at < end; at++) {
            byte b = bytes[at];
            h = 31 * h + b;
            if (b == '\\' && quoted) {
                at++;
            } else if (b == '"') {
                quoted = !quoted;
            } else if (b == '}' && !quoted) {
                hash = h;
                return at + 1;
            }
        }
        return -1;
    }

    private String identity(Map<String, String> labels) {
        if (line.skip('{')) {
            String metric = labels(labels);
            if (metric == null) {
                throw line.fail("a series without a metric name");
            }
            return metric;
        }
        String metric = line.name(true, "a metric name");
        int beforeBlanks = line.at;
        if (!strict) {
            line.skipBlanks();
        }
        if (!line.skip('{')) {
            line.at = beforeBlanks;
            return metric;
        }
        String second = labels(labels);
        if (second != null) {
            throw line.fail("two metric names, " + metric + " and \"" + second + "\"");
        }
        return metric;
    }

    /** Reads the labels behind the opening brace; returns the metric name when it stands quoted among them. */
    private String labels(Map<String, String> labels) {
        String metric = null;
        blanks();
        while (!line.skip('}')) {
            boolean quotes = line.peek() == '"';
            String name = quotes ? line.quoted("a name") : line.name(false, "a label name or '}'");
            blanks();
            if (quotes && metric == null && labels.isEmpty() && line.peek() != '=') {
                metric = name;
            } else {
                label(labels, name);
            }
            if (name.isEmpty()) {
                throw line.fail("empty name in quotes");
            }
            blanks();
            if (line.skip(',')) {
                blanks();
                if (strict && line.peek() == '}') {
                    throw line.fail("a comma after the last label");
                }
            } else if (line.peek() != '}') {
                throw line.fail("expected ',' or '}' after a label but found " + line.found());
            }
        }
        return metric;
    }

    private void label(Map<String, String> labels, String name) {
        line.expect('=', "after label name " + name);
        blanks();
        if (labels.put(name, line.quoted("the value of label " + name)) != null) {
            throw line.fail("label " + name + " twice");
        }
        if (labels.size() > maxLabels) {
            throw line.fail("more than " + maxLabels + " labels");
        }
    }

    private void blanks() {
        if (!strict) {
            line.skipBlanks();
        }
    }
}
