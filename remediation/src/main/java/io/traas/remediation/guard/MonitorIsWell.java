package io.traas.remediation.guard;

import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The monitor itself is not ill: the collectors are heard, follow the clusters that would be touched, and see the pods that
 * are not in trouble. Scrapes and heartbeats go on while the API server is away, and states are told when they change only:
 * without the word that the cluster is followed, what is frozen would look like what is quiet.
 */
final class MonitorIsWell implements Invariant {

    private final GuardLimits.Sight limits;

    MonitorIsWell(GuardLimits.Sight limits) {
        this.limits = limits;
    }

    @Override
    public Answer check(RemediationPlan plan, Footprint footprint, Facts facts) {
        Instant heard = facts.sight().lastHeardAt();
        if (heard == null) {
            return Answer.broken(Refusal.NOTHING_HEARD, "nothing has been heard from the collectors yet");
        }
        Duration silence = Duration.between(heard, facts.now());
        if (silence.compareTo(limits.maxSilence()) > 0) {
            return Answer.broken(
                            Refusal.NOTHING_HEARD,
                            "nothing has been heard from the collectors for " + silence.toSeconds() + " s")
                    .with("seconds", silence.toSeconds());
        }
        Optional<Answer> notFollowed = clusters(footprint, facts)
                .flatMap(cluster -> notFollowed(cluster, facts).stream())
                .findFirst();
        return notFollowed.orElseGet(() -> sees(facts, heard));
    }

    private static Stream<String> clusters(Footprint footprint, Facts facts) {
        return Stream.concat(
                        footprint.domains().stream(), Stream.of(facts.incident().service()))
                .map(Target::cluster)
                .distinct()
                .sorted();
    }

    /** Empty when it is. */
    private Optional<Answer> notFollowed(String cluster, Facts facts) {
        Instant followed = facts.sight().followedAt().get(cluster);
        if (followed == null) {
            return Optional.of(Answer.broken(
                            Refusal.CLUSTER_NOT_FOLLOWED,
                            "no collectors have said yet that they follow cluster " + cluster
                                    + "; see in their health whether they reach its API server, and update old ones")
                    .with("cluster", cluster));
        }
        Duration since = Duration.between(followed, facts.now());
        if (since.compareTo(limits.maxSilence()) <= 0) {
            return Optional.empty();
        }
        return Optional.of(Answer.broken(
                        Refusal.CLUSTER_NOT_FOLLOWED,
                        "what is known of cluster " + cluster + " is from " + followed + ", " + since.toSeconds()
                                + " s ago: no collectors follow it; see in their health why they do not reach its API server")
                .with("cluster", cluster)
                .with("seconds", since.toSeconds()));
    }

    private Answer sees(Facts facts, Instant heard) {
        double answered = facts.sight().scrapesAnswered();
        // Written so that NaN, nothing outside the incident to compare with, does not refuse.
        if (answered < limits.minCompleteness()) {
            return Answer.broken(
                            Refusal.HALF_BLIND,
                            "only " + Percent.of(answered)
                                    + " of the pods outside this incident answer their scrapes, "
                                    + Percent.of(limits.minCompleteness()) + " are needed")
                    .with("answered", answered);
        }
        Optional<Incident> blind = facts.openIncidents().stream()
                .filter(open -> open.failureClass() == FailureClass.OBSERVER)
                .findFirst();
        return blind.map(incident -> Answer.broken(
                                Refusal.OBSERVER_INCIDENT,
                                "the platform itself is half blind, incident " + incident.id() + " is open")
                        .with("incident", incident.id()))
                .orElseGet(() -> Answer.holds("the collectors were heard "
                        + Duration.between(heard, facts.now()).toMillis() + " ms ago"));
    }
}
