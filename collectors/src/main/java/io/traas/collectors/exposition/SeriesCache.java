package io.traas.collectors.exposition;

import io.traas.model.Point;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The series of one target by the very bytes they are written with, so that a series that was there at the last scrape
 * costs one look-up and no allocation. Holds at most about twice the series of the newest scrape. Belongs to one
 * target; not thread-safe.
 */
public final class SeriesCache {

    private static final int SLACK = 64;

    /** One series, and where it stands in the scrape being read. */
    static final class Known {
        final String metric;
        final Map<String, String> labels;
        private Point last;
        private long scrape;
        int position;

        private Known(String metric, Map<String, String> labels) {
            this.metric = metric;
            this.labels = labels;
        }

        /** The same object as last time while the value stays the same. */
        Point point(double value) {
            if (last == null || Double.doubleToRawLongBits(last.value()) != Double.doubleToRawLongBits(value)) {
                last = new Point(metric, labels, value);
            }
            return last;
        }
    }

    private final Map<Key, Known> byText = new HashMap<>();
    private final Map<String, String> strings = new HashMap<>();
    private final Key probe = new Key();
    private long scrape;

    /** Call before each scrape. */
    void begin() {
        scrape++;
    }

    /** Call after each scrape: forgets what has not been seen in it once that is the larger part. */
    void end(int samples) {
        if (byText.size() > 2 * samples + SLACK) {
            byText.values().removeIf(known -> known.scrape != scrape);
            strings.clear();
        }
    }

    /** The series written as bytes[from, to), or null. */
    Known find(byte[] bytes, int from, int to, int hash) {
        return byText.get(probe.set(bytes, from, to, hash));
    }

    Known add(byte[] bytes, int from, int to, int hash, String metric, Map<String, String> labels) {
        Known known = new Known(canonical(metric), canonical(labels));
        byText.put(new Key().set(Arrays.copyOfRange(bytes, from, to), 0, to - from, hash), known);
        return known;
    }

    /** Marks the series as seen at this position of the current scrape; false when it was seen before in it. */
    boolean firstSighting(Known known, int position) {
        if (known.scrape == scrape) {
            return false;
        }
        known.scrape = scrape;
        known.position = position;
        return true;
    }

    int size() {
        return byText.size();
    }

    private Map<String, String> canonical(Map<String, String> labels) {
        Map<String, String> shared = new HashMap<>();
        labels.forEach((name, value) -> shared.put(canonical(name), canonical(value)));
        return Map.copyOf(shared);
    }

    private String canonical(String text) {
        String known = strings.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /**
     * A range of bytes with its hash. Comparable, so that a target which writes names of one hash on purpose costs a
     * logarithm and not a list.
     */
    private static final class Key implements Comparable<Key> {
        private byte[] bytes;
        private int from;
        private int to;
        private int hash;

        Key set(byte[] newBytes, int newFrom, int newTo, int newHash) {
            bytes = newBytes;
            from = newFrom;
            to = newTo;
            hash = newHash;
            return this;
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key key && Arrays.equals(bytes, from, to, key.bytes, key.from, key.to);
        }

        @Override
        public int compareTo(Key key) {
            return Arrays.compare(bytes, from, to, key.bytes, key.from, key.to);
        }
    }
}
