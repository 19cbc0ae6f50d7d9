package io.traas.collectors.exposition;

/**
 * How much one exposition may hold; more makes the scrape fail with a message that names the limit.
 *
 * @param maxBytes of the whole body after decompression
 * @param maxSamples lines with a value
 * @param maxLabels of one series
 * @param maxLineBytes length of one line
 */
public record ExpositionLimits(int maxBytes, int maxSamples, int maxLabels, int maxLineBytes) {

    public static final ExpositionLimits DEFAULT = new ExpositionLimits(16 << 20, 200_000, 64, 64 << 10);

    public ExpositionLimits {
        if (maxBytes < 1 || maxSamples < 1 || maxLabels < 1 || maxLineBytes < 1) {
            throw new IllegalArgumentException("exposition limits must be positive: " + maxBytes + " bytes, "
                    + maxSamples + " samples, " + maxLabels + " labels, " + maxLineBytes + " bytes a line");
        }
    }

    public ExpositionLimits withMaxBytes(int bytes) {
        return new ExpositionLimits(bytes, maxSamples, maxLabels, maxLineBytes);
    }

    public ExpositionLimits withMaxSamples(int samples) {
        return new ExpositionLimits(maxBytes, samples, maxLabels, maxLineBytes);
    }
}
