package io.traas.remediation.guard;

import io.traas.model.RemediationPlan;

/** One thing that must hold before a plan may touch anything. Pure. */
interface Invariant {

    Answer check(RemediationPlan plan, Footprint footprint, Facts facts);

    /** @param detail the numbers, for people, whether it holds or not */
    record Answer(boolean ok, String detail) {

        static Answer holds(String detail) {
            return new Answer(true, detail);
        }

        static Answer broken(String detail) {
            return new Answer(false, detail);
        }
    }
}
