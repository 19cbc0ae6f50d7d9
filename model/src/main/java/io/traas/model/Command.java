package io.traas.model;

import java.time.Instant;

/** What a person asked for, with who and why. */
public sealed interface Command {

    String id();

    Instant at();

    String by();

    String why();

    /** The key on the topic: what the command is about. */
    String scope();

    record Approve(String id, Instant at, String by, String why, String planId) implements Command {
        public Approve {
            Check.notBlank("approve.planId", planId);
        }

        @Override
        public String scope() {
            return planId;
        }
    }

    record Reject(String id, Instant at, String by, String why, String planId) implements Command {
        public Reject {
            Check.notBlank("reject.planId", planId);
        }

        @Override
        public String scope() {
            return planId;
        }
    }

    record Stop(String id, Instant at, String by, String why) implements Command {
        @Override
        public String scope() {
            return "all";
        }
    }

    record Resume(String id, Instant at, String by, String why) implements Command {
        @Override
        public String scope() {
            return "all";
        }
    }
}
