package io.traas.remediation.guard;

import io.traas.model.ChangeEvent;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Duration;

/** Two healers on one patient undo each other: what a person changed lately, or paused, is left alone. */
final class HumanAtWork implements Invariant {

    private final Duration quiet;

    HumanAtWork(Duration quiet) {
        this.quiet = quiet;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        for (Target domain : footprint.domains()) {
            if (facts.inventory().state(domain).filter(TargetState::paused).isPresent()) {
                return Answer.broken(Refusal.ROLLOUT_PAUSED, "the roll-out of " + domain + " is paused by a person")
                        .with("target", domain);
            }
        }
        for (ChangeEvent change : facts.changes()) {
            Duration age = Duration.between(change.at(), facts.now());
            if (change.actorType() == ChangeEvent.ActorType.PERSON
                    && footprint.domains().contains(change.target())
                    && age.compareTo(quiet) < 0
                    && !facts.approved()) {
                return Answer.broken(
                                Refusal.PERSON_AT_WORK,
                                change.actor() + " changed " + change.target() + " " + age.toSeconds()
                                        + " s ago, it is left alone for " + quiet.toSeconds() + " s")
                        .with("by", change.actor())
                        .with("seconds", age.toSeconds());
            }
        }
        return Answer.holds("nobody is working on it");
    }
}
