package io.traas.runbooks;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.ActorType;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.wire.Topics;
import io.traas.runbooks.decide.Decider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The first decisions in a process take a hundred times longer than later ones; better now than in an incident. Decides
 * on an invented incident with symptoms of every kind, and throws the decisions away.
 */
final class WarmUp {

    private static final int ROUNDS = 50;
    private static final Target WORKLOAD = Target.deployment("warm-up", "warm-up", "warm-up");
    private static final Target POD = Target.pod("warm-up", "warm-up", "warm-up-1");

    private WarmUp() {}

    static void decideOften(Decider decider, Instant now) {
        DecisionFacts facts = facts(now);
        for (int round = 0; round < ROUNDS; round++) {
            decider.decide(facts).ifPresent(decision -> Topics.DECISIONS.codec().encode(decision));
        }
    }

    private static DecisionFacts facts(Instant now) {
        Instant before = now.minus(Duration.ofSeconds(30));
        List<Anomaly> evidence = new ArrayList<>();
        for (FailureClass failureClass : FailureClass.values()) {
            evidence.add(anomaly(WORKLOAD, failureClass, before));
            evidence.add(anomaly(POD, failureClass, before));
        }
        Incident incident = new Incident(
                "warm-up",
                Lifecycle.OPENED,
                WORKLOAD,
                FailureClass.ERRORS,
                Severity.SEV4,
                1,
                before,
                now,
                null,
                before,
                before,
                evidence,
                List.of(),
                WORKLOAD,
                List.of(),
                1);
        ChangeEvent release = new ChangeEvent(
                "warm-up", WORKLOAD, ChangeEvent.Kind.ROLLOUT, before, "", ActorType.PIPELINE, "1", "2", "warm-up");
        return new DecisionFacts(now, incident, List.of(release), List.of(state(before)), List.of());
    }

    private static Anomaly anomaly(Target target, FailureClass failureClass, Instant at) {
        return new Anomaly(
                "warm-up " + target + failureClass,
                Lifecycle.OPENED,
                Series.of(target, "warm-up"),
                WORKLOAD,
                "",
                "warm-up",
                AnomalyKind.HIGH,
                failureClass,
                at,
                at,
                1,
                0,
                0,
                1,
                Severity.SEV4,
                1,
                "");
    }

    private static TargetState state(Instant at) {
        PodState pod = new PodState(POD.name(), "", "", "", "Running", true, false, 1, "", 2, at);
        return new TargetState(
                WORKLOAD,
                "",
                at,
                false,
                1,
                1,
                2,
                1,
                false,
                false,
                false,
                false,
                4,
                -1,
                Autonomy.AUTO,
                "",
                List.of(),
                List.of(pod));
    }
}
