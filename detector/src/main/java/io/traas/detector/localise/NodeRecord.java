package io.traas.detector.localise;

import java.util.List;

/**
 * One node of the call graph and what is known of its answers.
 *
 * @param node its name, as in the {@link CallGraph}
 * @param outside true when only its callers measure it: what they see includes the way there
 * @param usual rows of ordinary operation, the longer the better, in order of time
 * @param before rows shortly before the symptom, may be empty: what was odd by then already is not news
 * @param during rows since the symptom began, in order of time
 */
public record NodeRecord(
        String node, boolean outside, List<Answers> usual, List<Answers> before, List<Answers> during) {

    public NodeRecord {
        if (node == null || node.isBlank()) {
            throw new IllegalArgumentException("nodeRecord.node is " + (node == null ? "missing" : "blank"));
        }
        usual = List.copyOf(usual);
        before = List.copyOf(before);
        during = List.copyOf(during);
    }

    /** True when nobody called it until the symptom began: that it is called now is its caller's doing. */
    boolean isNew() {
        return usual.stream().noneMatch(row -> row.count() > 0)
                && before.stream().noneMatch(row -> row.count() > 0);
    }
}
