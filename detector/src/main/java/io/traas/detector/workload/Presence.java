package io.traas.detector.workload;

import io.traas.model.Target;

/**
 * Whether a pod that should answer does.
 *
 * @param heard a scrape of it, successful or not, reached us lately
 * @param up the last scrape succeeded, and lately
 * @param lost bit <i>i</i> is set when the <i>i</i>-th newest scrape failed
 */
public record Presence(Target pod, Target workload, String node, boolean heard, boolean up, int lost) {

    private static final int LAST_FEW = 3;

    /** One of the last few scrapes failed, or none reached us. */
    public boolean losing() {
        return !heard || (lost & newest(LAST_FEW)) != 0;
    }

    /** How many of the newest scrapes failed, one after the other. */
    public int lostInARow() {
        return Integer.numberOfTrailingZeros(~lost);
    }

    /** How often one of so many scrapes, at most 31, failed after one that did not. */
    public int beganToFail(int scrapes) {
        return Integer.bitCount(lost & ~(lost >>> 1) & newest(scrapes));
    }

    /** How many of so many scrapes, at most 31, came after one that did not fail. */
    public int mightFail(int scrapes) {
        return scrapes - Integer.bitCount(lost >>> 1 & newest(scrapes));
    }

    private static int newest(int scrapes) {
        return (1 << scrapes) - 1;
    }
}
