package io.traas.drills.crash;

import java.util.List;

/**
 * What a run came to.
 *
 * @param doubled effects that one intent had beyond the first
 * @param lost plans and intents that never came to an end
 * @param violations what else must never be, in plain sentences
 * @param came whether the crash point was reached at all
 * @param seconds how long the run took
 */
record Verdict(CrashCase drilled, int doubled, int lost, List<String> violations, boolean came, double seconds) {

    Verdict {
        violations = List.copyOf(violations);
    }

    boolean good() {
        return doubled == 0 && lost == 0 && violations.isEmpty();
    }
}
