package io.traas.detector.localise;

import java.util.List;

/**
 * What one node answered, interval by interval, up to a symptom and through it.
 *
 * @param node its name, as in the {@link CallGraph}
 * @param outside true when only its callers measure it
 * @param rows in order of time; before the symptom some may be missing
 * @param onset index of the first row in which the symptom may show, from 0 to the number of rows; from there on all
 *     nodes have the same rows
 */
public record History(String node, boolean outside, List<Answers> rows, int onset) {

    /** Rows right before the symptom: what is odd by then already is not news. */
    private static final int BEFORE = 2;
    /** With fewer nobody knows what is usual: a tail of a tenth is then made of one row. */
    private static final int LEAST_USUAL = 20;

    public History {
        rows = List.copyOf(rows);
        if (onset < 0 || onset > rows.size()) {
            throw new IllegalArgumentException(
                    "history.onset of " + node + " is " + onset + ", must be 0 to " + rows.size() + ", its rows");
        }
    }

    NodeRecord record() {
        int usual = Math.max(0, onset - BEFORE);
        return new NodeRecord(
                node, outside, rows.subList(0, usual), rows.subList(usual, onset), rows.subList(onset, rows.size()));
    }

    /** Enough to say how it usually is and how it is now. */
    boolean isTelling() {
        long usual =
                rows.subList(0, onset).stream().filter(row -> row.count() > 0).count();
        return usual >= LEAST_USUAL && rows.subList(onset, rows.size()).stream().anyMatch(row -> row.count() > 0);
    }
}
