package io.traas.detector.correlate;

import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Suspect;
import io.traas.model.Target;
import java.util.List;

/** Where an incident comes from, and why we think so. */
record Location(
        Target service, FailureClass failureClass, List<Suspect> suspects, List<Target> impact, double completeness) {

    /** Where the incident was last said to come from. */
    static Location of(Incident incident) {
        return new Location(
                incident.service(),
                incident.failureClass(),
                incident.suspects(),
                incident.impact(),
                incident.completeness());
    }

    /** How far the best suspect stands out, in [0, 1]. */
    double confidence() {
        if (suspects.isEmpty()) {
            return 0;
        }
        double second = suspects.size() > 1 ? suspects.get(1).score() : 0;
        return Math.max(0.05, Math.min(1, suspects.get(0).score() - second / 4)) * completeness;
    }
}
