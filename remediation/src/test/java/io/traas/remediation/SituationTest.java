package io.traas.remediation;

import static io.traas.remediation.testing.Scene.CART;
import static io.traas.remediation.testing.Scene.NOON;
import static io.traas.remediation.testing.Scene.ORDERS;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.Decision;
import io.traas.model.DecisionFacts;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.LedgerEntry;
import io.traas.model.Lifecycle;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SituationTest {

    private static final TargetState CART_STATE = Scene.state(CART, 2, 2, Autonomy.AUTO);
    private static final Incident INCIDENT =
            Scene.incident(Lifecycle.OPENED, CART, FailureClass.ERRORS, Scene.errors(CART, 0.5));
    private static final DecisionFacts DECIDED_ON =
            new DecisionFacts(NOON, INCIDENT, List.of(), List.of(CART_STATE), List.of());

    private final TestClock clock = new TestClock(NOON);
    private final Situation situation = new Situation(clock);

    @Test
    void anIncidentCountsAsOpenUntilItWasSeenClosed() {
        assertThat(situation.openIncidents(DECIDED_ON)).containsExactly(INCIDENT);

        situation.onIncident(Scene.incident(Lifecycle.CLOSED, CART, FailureClass.ERRORS));

        assertThat(situation.openIncidents(DECIDED_ON)).isEmpty();
    }

    @Test
    void signsOfLifeAreNoIncidents() {
        situation.onIncident(
                Scene.incident("heartbeat-1", Lifecycle.OPENED, CART, FailureClass.HEARTBEAT, 1, List.of()));

        assertThat(situation.openIncidents(DECIDED_ON)).containsExactly(INCIDENT);
    }

    @Test
    void theLatestStateWinsOverTheOneDecidedOn() {
        TargetState newer = Scene.state(CART, 2, 1, Autonomy.AUTO);
        situation.onState(newer);

        assertThat(situation.states(DECIDED_ON)).containsEntry(CART, newer);
        assertThat(situation.stateSeenAt(CART)).isEqualTo(NOON);
    }

    @Test
    void theNewestWordThatTheClusterIsFollowedCountsWhateverIsReplayedButNoneFromTheFuture() {
        situation.onState(CART_STATE);
        assertThat(followedAt()).isEmpty();

        situation.onState(CART_STATE.followed(NOON.minusSeconds(20)));
        situation.onState(CART_STATE.followed(NOON.minusSeconds(40)));
        situation.onState(CART_STATE);
        assertThat(followedAt()).containsOnly(Map.entry(CART.cluster(), NOON.minusSeconds(20)));

        situation.onState(CART_STATE.followed(NOON.plusSeconds(3600)));
        assertThat(followedAt()).containsOnly(Map.entry(CART.cluster(), NOON));
    }

    @Test
    void aStateToldAgainIsNotOneSeenAnew() {
        situation.onState(CART_STATE);
        clock.advance(Duration.ofSeconds(15));
        situation.onState(CART_STATE.followed(clock.instant()));

        assertThat(situation.stateSeenAt(CART)).isEqualTo(NOON);
        situation.onState(CART_STATE.at(clock.instant()).followed(clock.instant()));
        assertThat(situation.stateSeenAt(CART)).isEqualTo(clock.instant());
    }

    private Map<String, Instant> followedAt() {
        return situation.sight(INCIDENT, DECIDED_ON).followedAt();
    }

    @Test
    void changesAreForgottenAfterAnHour() {
        situation.onChange(change("old"));
        clock.advance(Duration.ofMinutes(61));
        situation.onChange(change("new"));

        assertThat(situation.changes(DECIDED_ON)).extracting(ChangeEvent::id).containsExactly("new");
    }

    @Test
    void onlyPodsTheIncidentDoesNotTouchTellWhetherWeSeeWell() {
        TargetState orders = Scene.state(ORDERS, 4, 4, Autonomy.AUTO);
        situation.onState(CART_STATE);
        situation.onState(orders);
        assertThat(situation.scrapesAnswered(INCIDENT, DECIDED_ON)).isNaN();

        for (int pod = 1; pod <= 4; pod++) {
            situation.onSamples(Scene.scrape(ORDERS, pod, NOON, pod != 4, 10, 0));
            situation.onSamples(Scene.scrape(CART, pod, NOON, false, 10, 0));
        }

        assertThat(situation.scrapesAnswered(INCIDENT, DECIDED_ON)).isEqualTo(0.75);
    }

    /** A surge makes a whole bank suffer; one busy pod that it left out once stood for the collectors' own health. */
    @Test
    void whatAnIncidentLeavesIsTooLittleToJudgeByWhenItTouchesNearlyAll() {
        situation.onState(Scene.state(CART, 3, 3, Autonomy.AUTO));
        situation.onState(Scene.state(ORDERS, 3, 3, Autonomy.AUTO));
        for (int pod = 1; pod <= 3; pod++) {
            situation.onSamples(Scene.scrape(ORDERS, pod, NOON, false, 10, 0));
            situation.onSamples(Scene.scrape(CART, pod, NOON, true, 10, 0));
        }

        assertThat(situation.scrapesAnswered(INCIDENT, DECIDED_ON)).isEqualTo(0.5);
    }

    @Test
    void theSignOfLifeCarriesItsSequence() {
        Decision beat = Scene.decision(
                new Decision.DoNothing("alive"),
                Scene.incident("heartbeat-1042", Lifecycle.OPENED, CART, FailureClass.HEARTBEAT, 1, List.of()));

        assertThat(Heartbeats.is(beat)).isTrue();
        LedgerEntry.HeartbeatSeen seen = Heartbeats.seen(beat, NOON);
        assertThat(seen.sequence()).isEqualTo(1042);
        assertThat(seen.at()).isEqualTo(NOON);
    }

    private ChangeEvent change(String id) {
        return new ChangeEvent(
                id, CART, ChangeEvent.Kind.SCALE, clock.instant(), "me", ChangeEvent.ActorType.PIPELINE, "", "", "");
    }
}
