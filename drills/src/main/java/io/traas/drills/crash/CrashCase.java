package io.traas.drills.crash;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** One way to die and to come back. */
record CrashCase(Point point, Failure failure, Recovery recovery) {

    /** The platform's crash points, in the words it knows them by. */
    enum Point {
        DECISION_READ,
        GUARD_PASSED,
        ANSWER_NOTED,
        ENTRY_UNCOMMITTED,
        INTENT_DURABLE,
        BEFORE_CHECK,
        BEFORE_SEND,
        AFTER_SEND,
        RESULT_KNOWN,
        RESULT_NOTED,
        VERIFYING,
        VERDICT_KNOWN,
        WRITERS_FENCED,
        TAKEN_OVER,
        TARGET_FENCED;

        /** Only a replica that takes over from another comes by. */
        boolean isOfTakeOver() {
            return this == WRITERS_FENCED || this == TAKEN_OVER || this == TARGET_FENCED;
        }

        /** Only a plan that a person was asked about comes by. */
        boolean needsPerson() {
            return this == ANSWER_NOTED;
        }
    }

    enum Failure {
        /** As by {@code kill -9}. */
        KILL,
        /** SIGSTOP, three sessions later SIGCONT. */
        PAUSE,
        /** Neither Kafka nor the API server can be reached for three sessions; what was sent arrives late. */
        CUT
    }

    enum Recovery {
        /** No other replica is able to take over meanwhile. */
        SAME_NODE,
        /** Another replica stands by. */
        OTHER_NODE
    }

    /** All of them, in an order that the seed decides; as often as it takes to have so many. */
    static List<CrashCase> matrix(long seed, int runs) {
        List<CrashCase> all = new ArrayList<>();
        for (Point point : Point.values()) {
            for (Failure failure : Failure.values()) {
                for (Recovery recovery : Recovery.values()) {
                    all.add(new CrashCase(point, failure, recovery));
                }
            }
        }
        Random random = new Random(seed);
        List<CrashCase> chosen = new ArrayList<>();
        while (chosen.size() < runs) {
            Collections.shuffle(all, random);
            chosen.addAll(all.subList(0, Math.min(all.size(), runs - chosen.size())));
        }
        return chosen;
    }

    String describe() {
        return point + ", " + failure.name().toLowerCase(java.util.Locale.ROOT) + ", "
                + recovery.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
    }
}
