package io.traas.detector.localise;

/** What was noticed, and where. */
public record Symptom(String node, Kind kind) {

    public Symptom {
        if (node == null || node.isBlank()) {
            throw new IllegalArgumentException("symptom.node is " + (node == null ? "missing" : "blank"));
        }
        if (kind == null) {
            throw new IllegalArgumentException("symptom.kind is missing");
        }
    }
}
