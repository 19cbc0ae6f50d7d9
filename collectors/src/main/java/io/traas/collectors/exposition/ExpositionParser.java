package io.traas.collectors.exposition;

import io.traas.model.Point;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the Prometheus text format 0.0.4 and OpenMetrics 1.0, both with quoted UTF-8 names: bytes in, points out, one
 * pass, no regular expressions on the way.
 *
 * <p>The grammar is enforced: the first malformed line refuses the whole exposition, since half of it would look like
 * vanished series. What a type promises about its values (counters never fall, buckets add up) is left to those who
 * compute with them. Tolerated beyond the grammar: CRLF line ends. Immutable and thread-safe; the cache is not.
 */
public final class ExpositionParser {

    private final ExpositionLimits limits;

    public ExpositionParser(ExpositionLimits limits) {
        this.limits = limits;
    }

    /**
     * @param cache of the target the body came from; a fresh one is correct, only slower
     * @throws MalformedExpositionException naming the line
     */
    public Exposition parse(byte[] body, ExpositionFormat format, SeriesCache cache) {
        if (body.length > limits.maxBytes()) {
            throw new MalformedExpositionException(
                    1, "the exposition has " + body.length + " bytes, more than " + limits.maxBytes());
        }
        List<Point> points = new ArrayList<>(cache.size());
        cache.begin();
        try {
            return new Exposition(points, read(body, format, cache, points));
        } finally {
            cache.end(points.size());
        }
    }

    /** Returns how many lines repeated a series. */
    private int read(byte[] body, ExpositionFormat format, SeriesCache cache, List<Point> points) {
        boolean strict = format == ExpositionFormat.OPENMETRICS;
        Cursor line = new Cursor(body, limits.maxLineBytes());
        SampleLine sample = new SampleLine(line, format, limits.maxLabels(), cache);
        int duplicates = 0;
        boolean ended = false;
        while (line.nextLine()) {
            if (ended) {
                throw line.fail("text after # EOF");
            }
            if (!strict) {
                line.skipBlanks();
            }
            if (line.atEnd() && !strict) {
                continue;
            }
            if (line.peek() == '#') {
                ended = MetadataLine.isEnd(line, format);
                if (!ended) {
                    MetadataLine.check(line, format);
                }
            } else {
                duplicates += sample(line, sample, strict, cache, points) ? 0 : 1;
            }
        }
        if (strict && !ended) {
            throw new MalformedExpositionException(
                    line.line() + 1, "# EOF is missing; the answer may have been cut short");
        }
        return duplicates;
    }

    /**
     * Adds the point of one line; false when the series was there before. OpenMetrics allows that with growing
     * timestamps, where the newest counts; the text format leaves it undefined, and the first stays.
     */
    private boolean sample(Cursor line, SampleLine sample, boolean strict, SeriesCache cache, List<Point> points) {
        SeriesCache.Known known = sample.series();
        Point point = known.point(sample.value());
        if (cache.firstSighting(known, points.size())) {
            if (points.size() == limits.maxSamples()) {
                throw line.fail("more than " + limits.maxSamples() + " samples");
            }
            points.add(point);
            return true;
        }
        if (strict && !sample.timestamped()) {
            throw line.fail("the same series twice without timestamps");
        }
        if (strict) {
            points.set(known.position, point);
            return true;
        }
        return false;
    }
}
