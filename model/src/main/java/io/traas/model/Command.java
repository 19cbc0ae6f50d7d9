package io.traas.model;

import java.time.Instant;
import java.util.List;

/** What a person asked for, with who and why. */
public sealed interface Command {

    String id();

    Instant at();

    String by();

    String why();

    /** The key on the topic: what the command is about. */
    String scope();

    /** @param planHash of the question that was shown; an approval of another is refused. Null in old records */
    record Approve(String id, Instant at, String by, String why, String planId, String planHash) implements Command {
        public Approve {
            Check.notBlank("approve.planId", planId);
            planHash = planHash == null ? "" : planHash;
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

    /**
     * Tells that the switch was set, which has the effect.
     *
     * @param of what was stopped; null in old records stands for everything
     * @param until when it ends by itself, null for never
     */
    record Stop(String id, Instant at, String by, String why, StopScope of, Instant until) implements Command {
        public Stop {
            of = of == null ? StopScope.ALL : of;
        }

        @Override
        public String scope() {
            return of.key();
        }
    }

    /** Tells that the switch was set. @param of as in {@link Stop} */
    record Resume(String id, Instant at, String by, String why, StopScope of) implements Command {
        public Resume {
            of = of == null ? StopScope.ALL : of;
        }

        @Override
        public String scope() {
            return of.key();
        }
    }

    /**
     * Do this, on a person's word. It goes the way of every plan; the guard passes over what only holds automation back
     * (cool-down, circuit breaker), as for any plan that was approved.
     *
     * @param steps at least one, each with an explicit target
     */
    record Run(String id, Instant at, String by, String why, List<Action> steps) implements Command {

        private static final String INCIDENT_PREFIX = "manual";

        public Run {
            steps = List.copyOf(steps);
            if (steps.isEmpty()) {
                throw new IllegalArgumentException("run.steps is empty");
            }
        }

        @Override
        public String scope() {
            return steps.get(0).target().toString();
        }

        /** The id of the incident under which it is on the ledger; no detector knows of it. */
        public String ownIncident() {
            return Ids.of(INCIDENT_PREFIX, id);
        }

        /** Whether an incident is the own one of some order. */
        public static boolean isOwnIncident(String incidentId) {
            return incidentId.startsWith(INCIDENT_PREFIX + "-");
        }
    }

    /** A person has seen the incident and looks after it: nobody is reminded of it any more. */
    record Acknowledge(String id, Instant at, String by, String why, String incidentId) implements Command {
        public Acknowledge {
            Check.notBlank("acknowledge.incidentId", incidentId);
        }

        @Override
        public String scope() {
            return incidentId;
        }
    }

    /** Move the leader of a unit, planned, on a person's word. */
    record SwitchOver(String id, Instant at, String by, String why, String unit, String target) implements Command {
        public SwitchOver {
            Check.notBlank("switchOver.unit", unit);
            Check.notBlank("switchOver.target", target);
        }

        @Override
        public String scope() {
            return "unit." + unit;
        }
    }

    /**
     * A person looked and lets a runbook try again: its failures of before are forgotten.
     *
     * @param target the workload or node it is about; null for all
     */
    record Reset(String id, Instant at, String by, String why, String runbook, Target target) implements Command {
        public Reset {
            Check.notBlank("reset.runbook", runbook);
        }

        @Override
        public String scope() {
            return "runbook." + runbook;
        }
    }
}
