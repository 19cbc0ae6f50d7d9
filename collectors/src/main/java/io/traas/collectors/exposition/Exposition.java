package io.traas.collectors.exposition;

import io.traas.model.Point;
import java.util.List;

/**
 * What one answer of a target says.
 *
 * @param points in the order of the lines
 * @param duplicates lines ignored because the same series was there before (text format only)
 */
public record Exposition(List<Point> points, int duplicates) {}
