package io.traas.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What was decided about one incident, and everything it rests on: the recorded facts give the same decision again.
 *
 * @param id derived from incident, rung and facts
 * @param rung which attempt this decides on, from 1
 * @param outcome act, ask a person, or do nothing
 */
public record Decision(
        String id, String incidentId, Instant decidedAt, int rung, Mode mode, Choice outcome, Explanation explanation) {

    public enum Mode {
        ENFORCED,
        SHADOW,
        REPLAY
    }

    public Decision {
        Check.notBlank("decision.id", id);
        Check.notBlank("decision.incidentId", incidentId);
        Check.notNull("decision.decidedAt", decidedAt);
        Check.atLeast("decision.rung", 1, rung);
        Check.notNull("decision.mode", mode);
        Check.notNull("decision.outcome", outcome);
        Check.notNull("decision.explanation", explanation);
    }

    /** The three things a decision can be. */
    public sealed interface Choice {}

    public record Act(RemediationPlan plan) implements Choice {
        public Act {
            Check.notNull("act.plan", plan);
        }
    }

    /** @param plan what is proposed to the person; null when nothing known fits */
    public record AskHuman(RemediationPlan plan, String why) implements Choice {
        public AskHuman {
            Check.notBlank("askHuman.why", why);
        }
    }

    public record DoNothing(String because) implements Choice {
        public DoNothing {
            Check.notBlank("doNothing.because", because);
        }
    }

    /**
     * @param matched rules that fired, with the facts they fired on
     * @param nearMisses rules that did not, with the first condition that failed
     * @param rejected proposals that were not chosen, and why
     */
    public record Explanation(
            List<Match> matched, List<NearMiss> nearMisses, List<RejectedPlan> rejected, DecisionFacts facts) {
        public Explanation {
            matched = List.copyOf(matched);
            nearMisses = List.copyOf(nearMisses);
            rejected = List.copyOf(rejected);
            Check.notNull("explanation.facts", facts);
        }
    }

    /** @param bindings variable of the rule to the text of the fact it stood for */
    public record Match(String runbook, String version, String rule, Map<String, String> bindings) {
        public Match {
            bindings = Map.copyOf(bindings);
        }
    }

    public record NearMiss(String runbook, String rule, String firstFailing) {}

    public record RejectedPlan(String runbook, String plan, String why) {}
}
