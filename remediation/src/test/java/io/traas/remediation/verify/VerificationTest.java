package io.traas.remediation.verify;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.remediation.testing.Scene;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Success is held for 5 s within 30 s, with 60 % of the pods reporting. */
class VerificationTest {

    private final Shop shop = new Shop();

    @Test
    void recoveryIsFiveGoodSecondsAndCountsFromTheFirst() {
        Verification verification = verification(rollBack(), Scene.errors(CART, 0.5));

        shop.run(verification, 4, 5);
        assertThat(shop.conclusion).isNull();
        shop.run(verification, 12, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
        // Three scrapes are read together: the last bad one has to leave first.
        assertThat(shop.conclusion.recoveredAt()).isEqualTo(NOON.plusSeconds(7));
        assertThat(shop.concludedAt).isEqualTo(NOON.plusSeconds(12));
        assertThat(shop.conclusion.evidence())
                .contains(
                        "3 of 3 pods of cart are ready", "errors of cart is 0.0000, limit at most 0.0500, was 0.5000");
    }

    @Test
    void aBreakInTheGoodStretchStartsItAnew() {
        Verification verification = verification(rollBack(), Scene.errors(CART, 0.5));

        shop.run(verification, 4, 0);
        shop.run(verification, 1, 8);
        shop.run(verification, 12, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
        assertThat(shop.conclusion.recoveredAt()).isAfter(NOON.plusSeconds(6));
    }

    @Test
    void whatStaysBadIsNotRecoveredAtTheDeadline() {
        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 5);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.NOT_RECOVERED);
        assertThat(shop.concludedAt).isEqualTo(NOON.plusSeconds(31));
    }

    @Test
    void aGoodStretchThatBeganInTimeMayFinish() {
        Verification verification = verification(rollBack(), Scene.errors(CART, 0.5));

        shop.run(verification, 25, 5);
        shop.run(verification, 10, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
    }

    @Test
    void goodSignalsOfAWorkloadThatIsNotReadyAreNoRecovery() {
        shop.put(Scene.state(CART, 3, 2, Autonomy.AUTO), NOON.plusSeconds(1));

        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.NOT_RECOVERED);
        assertThat(shop.conclusion.evidence().get(0)).isEqualTo("2 of 3 pods of cart are ready");
    }

    @Test
    void aRollOutThatIsUnderWayIsNoRecovery() {
        TargetState s = Scene.state(CART, 3, 3, Autonomy.AUTO);
        shop.put(
                new TargetState(
                        s.target(),
                        s.uid(),
                        NOON,
                        false,
                        3,
                        3,
                        2,
                        1,
                        true,
                        false,
                        false,
                        false,
                        6,
                        1,
                        s.autonomy(),
                        "",
                        List.of(),
                        s.pods()),
                NOON.plusSeconds(1));

        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 0);

        assertThat(shop.conclusion.evidence().get(0)).contains("still rolling out");
    }

    @Test
    void aStateFromBeforeTheActionProvesNothing() {
        shop.put(Scene.state(CART, 3, 3, Autonomy.AUTO), NOON.minusSeconds(1));

        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 0);

        assertThat(shop.conclusion.verdict()).isNotEqualTo(Verdict.RECOVERED);
        assertThat(shop.conclusion.evidence().get(0)).contains("as of before the action");
    }

    @Test
    void silenceIsNeverRecovery() {
        Verification verification = verification(rollBack(), Scene.errors(CART, 0.5));
        shop.run(verification, 2, 0);
        shop.scrapes = false;

        shop.run(verification, 40, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(shop.conclusion.evidence()).anyMatch(text -> text.startsWith("only 0 of 3 pods"));
    }

    @Test
    void tooFewAnswersAreInconclusive() {
        shop.silentPods = 2;

        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
    }

    @Test
    void aWorkloadThatGetsNoRequestsSaysNothingAboutErrors() {
        shop.requestsPerScrape = 0;

        shop.run(verification(rollBack(), Scene.errors(CART, 0.5)), 40, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(shop.conclusion.evidence()).contains("no reading of errors of cart");
    }

    @Test
    void clearlyWorseEndsEarly() {
        shop.run(verification(rollBack(), Scene.errors(CART, 0.2)), 40, 8);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.WORSE);
        assertThat(shop.concludedAt).isBefore(NOON.plusSeconds(20));
    }

    @Test
    void anIllPodThatIsGoneIsNotLookedAtAnyMore() {
        // Pod 1 answers nothing; it is deleted and 4 takes its place.
        List<PodState> replaced = List.of(
                terminating(Scene.podState(CART, 1, true)),
                Scene.podState(CART, 2, true),
                Scene.podState(CART, 3, true),
                Scene.podState(CART, 4, true));
        shop.silentPods = 1;
        RemediationPlan plan = Scene.plan("hung", 1, new Action.DeletePod(Scene.pod(CART, 1), "uid-cart-1"));
        Verification verification = verification(plan, Scene.silence(Scene.pod(CART, 1), CART));
        shop.run(verification, 5, 0);
        assertThat(shop.conclusion).isNull();

        shop.put(Scene.state(CART, 3, 3, 2, Autonomy.AUTO, replaced), shop.now);
        shop.run(verification, 10, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
        assertThat(shop.conclusion.recoveredAt()).isAfter(NOON.plusSeconds(5));
    }

    @Test
    void everyPodIsJudgedForItselfWhereOneWasOdd() {
        Anomaly odd =
                Scene.anomaly(Scene.pod(CART, 2), CART, "errors", AnomalyKind.IMBALANCE, FailureClass.IMBALANCE, 0.8);
        RemediationPlan plan = Scene.plan("odd", 1, new Action.QuarantinePod(Scene.pod(CART, 2), ""));
        shop.failingPod = 3;

        shop.run(verification(plan, odd), 40, 8);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.NOT_RECOVERED);
    }

    @Test
    void moreCustomersAreNoAilmentToBeCured() {
        Anomaly surge = Scene.anomaly(CART, CART, "requests", AnomalyKind.CHANGE_RATE, FailureClass.TRAFFIC, 900);
        RemediationPlan plan = Scene.plan("surge", 1, new Action.Scale(CART, 3, 4));

        shop.run(verification(plan, surge, Scene.errors(CART, 0.5)), 10, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
    }

    @Test
    void aLostNodeIsCuredWhenEveryWorkloadItHurtIsWell() {
        shop.put(Scene.state(ORDERS, 3, 2, Autonomy.AUTO), NOON.plusSeconds(1));
        Incident lost = new Incident(
                Scene.INCIDENT,
                Lifecycle.OPENED,
                Scene.node(1),
                FailureClass.NODE_LOSS,
                io.traas.model.Severity.SEV1,
                1,
                NOON,
                NOON,
                null,
                NOON,
                NOON,
                List.of(Scene.silence(Scene.pod(CART, 1), CART)),
                List.of(),
                CART,
                List.of(CART, ORDERS),
                1);
        RemediationPlan plan = Scene.plan("node-loss", 1, new Action.Drain(Scene.node(1)));
        Verification verification =
                Verification.of(plan, lost, List.copyOf(shop.states.values()), Map.of(), NOON, true);

        shop.run(verification, 10, 0);
        assertThat(shop.conclusion).isNull();
        shop.put(Scene.state(ORDERS, 3, 3, Autonomy.AUTO), shop.now);
        shop.run(verification, 10, 0);

        assertThat(shop.conclusion.verdict()).isEqualTo(Verdict.RECOVERED);
    }

    @Test
    void enteringTheLimitIsHarderThanStayingWithin() {
        Criterion criterion = new Criterion(CART, "errors", false, Double.NEGATIVE_INFINITY, 0.05, 0.55, 0);

        assertThat(criterion.holds(0.06, false)).isFalse();
        assertThat(criterion.holds(0.09, true)).isTrue();
        assertThat(criterion.holds(0.11, true)).isFalse();
        assertThat(criterion.clearlyWorse(1.0)).isFalse();
        assertThat(criterion.clearlyWorse(1.06)).isTrue();
    }

    private Verification verification(RemediationPlan plan, Anomaly... evidence) {
        Incident incident = Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, evidence);
        return Verification.of(plan, incident, List.copyOf(shop.states.values()), Map.of(), NOON, true);
    }

    private static RemediationPlan rollBack() {
        return Scene.plan("bad-release", 1, new Action.RollBack(CART, 2, 1));
    }

    private static PodState terminating(PodState pod) {
        return new PodState(
                pod.name(),
                pod.uid(),
                pod.node(),
                pod.zone(),
                pod.phase(),
                pod.ready(),
                true,
                0,
                "",
                2,
                pod.startedAt());
    }

    /** Scrapes every pod once a second and looks after each. */
    private static final class Shop implements View {
        private final Map<Target, TargetState> states = new HashMap<>();
        private final Map<Target, Instant> seenAt = new HashMap<>();
        private final Map<Target, long[]> counters = new HashMap<>();
        private final RawReadings readings = new RawReadings();
        private boolean scrapes = true;
        private int silentPods;
        private int requestsPerScrape = 10;
        private int failingPod;
        private Instant now = NOON;
        private Conclusion conclusion;
        private Instant concludedAt;

        Shop() {
            put(Scene.state(CART, 3, 3, Autonomy.AUTO), NOON.plusMillis(1));
        }

        void put(TargetState state, Instant at) {
            states.put(state.target(), state);
            seenAt.put(state.target(), at);
        }

        void run(Verification verification, int seconds, int failedPerScrape) {
            for (int i = 0; i < seconds && conclusion == null; i++) {
                now = now.plusSeconds(1);
                if (scrapes) {
                    new ArrayList<>(states.values()).forEach(state -> scrape(state, failedPerScrape));
                }
                conclusion = verification.look(now, this).orElse(null);
                concludedAt = now;
            }
        }

        private void scrape(TargetState state, int failed) {
            for (PodState pod : state.pods()) {
                int number = Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
                long[] counter = counters.computeIfAbsent(Scene.pod(state.target(), number), unused -> new long[2]);
                boolean fails = failingPod == 0 || failingPod == number;
                counter[0] += requestsPerScrape;
                counter[1] += fails ? Math.min(failed, requestsPerScrape) : 0;
                readings.add(Scene.scrape(state.target(), number, now, number > silentPods, counter[0], counter[1]));
            }
        }

        @Override
        public Optional<TargetState> state(Target target) {
            return Optional.ofNullable(states.get(target));
        }

        @Override
        public Instant stateSeenAt(Target target) {
            return seenAt.getOrDefault(target, Instant.EPOCH);
        }

        @Override
        public Optional<PodReadings> readings(Target pod) {
            return readings.of(pod);
        }
    }
}
