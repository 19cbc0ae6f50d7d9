package io.traas.detector.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.testing.Town;
import io.traas.detector.workload.Presence;
import io.traas.detector.workload.Traffic;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.ChangeEvent;
import io.traas.model.FailureClass;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Suspect;
import io.traas.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Shop calls orders, orders calls stock and prices; the alarm rises in the third interval of the trouble. */
class LocatorTest {

    private static final Target SHOP = Town.SHOP;
    private static final Target ORDERS = Town.ORDERS;
    private static final Target STOCK = Town.STOCK;
    private static final Target PRICES = Town.PRICES;
    private static final int QUIET = 60;
    private static final int ALARM = QUIET + 2;

    private final Random random = new Random(3);
    private final Map<Target, TrafficHistory> traffic = new HashMap<>();
    private final List<Anomaly> trouble = new ArrayList<>();
    private final List<ChangeEvent> changes = new ArrayList<>();
    private final List<Presence> fleet = new ArrayList<>();
    private int ill = 4;

    @Test
    void aSlowCalleeIsFirstAlthoughItsCallersAreSlowerStill() {
        answers(STOCK, 0.02, 0.5, 0);
        answers(PRICES, 0.02, 0, 0);
        answers(ORDERS, 0.06, 0.6, 0);
        answers(SHOP, 0.1, 0.7, 0);
        slow(SHOP, ORDERS, STOCK);

        Location found = locate();

        assertThat(found.service()).isEqualTo(STOCK);
        assertThat(found.impact()).containsExactly(ORDERS, SHOP);
        assertThat(found.suspects().get(0).because())
                .containsPattern("\\d\\d % of the delay is its own: it answered in 0\\.5\\d* s instead of 0\\.0\\d* s")
                .contains("beginning 2 s before the first alarm");
    }

    @Test
    void aCallerThatIsSlowByItselfIsFirstAlthoughSomethingItCallsIsALittleSlowToo() {
        aSlowCallerAboveASlightlySlowCallee();

        Location found = locate();

        assertThat(found.service()).isEqualTo(ORDERS);
        assertThat(found.impact()).containsExactly(PRICES, SHOP);
        assertThat(found.suspects()).extracting(Suspect::target).containsExactly(ORDERS, PRICES, SHOP);
    }

    @Test
    void withoutTrafficTheCallsDecideAndNobodySpeaksOfShares() {
        aSlowCallerAboveASlightlySlowCallee();
        traffic.clear();

        Location found = locate();

        assertThat(found.service()).isEqualTo(PRICES);
        assertThat(found.suspects()).extracting(Suspect::because).noneMatch(each -> each.contains("%"));
    }

    @Test
    void anUsualTimeTooShortToKnowIsNoTraffic() {
        aSlowCallerAboveASlightlySlowCallee();
        traffic.replaceAll((workload, all) -> newest(all, 20));

        assertThat(locate().service()).isEqualTo(PRICES);
    }

    @Test
    void ofTwoIndependentFaultsTheLargerIsTheCauseAndTheOtherTheNextSuspect() {
        answers(STOCK, 0.02, 0.9, 0);
        answers(PRICES, 0.02, 0.2, 0);
        answers(ORDERS, 0.06, 1.1, 0);
        answers(SHOP, 0.1, 1.1, 0);
        slow(PRICES, STOCK, ORDERS, SHOP);

        Location found = locate();

        assertThat(found.service()).isEqualTo(STOCK);
        assertThat(found.suspects().get(1).target()).isEqualTo(PRICES);
        assertThat(found.impact()).contains(PRICES);
    }

    @Test
    void errorsOfACalleeAreNotBlamedOnACallerThatWasChangedMinutesAgo() {
        failingStock();
        released(ORDERS, 180);

        assertThat(locate().service()).isEqualTo(STOCK);
        traffic.clear();
        assertThat(locate().service()).isEqualTo(ORDERS);
    }

    @Test
    void aCallerChangedRightBeforeStaysTheSuspectAsItMayAskWhatNobodyCanAnswer() {
        failingStock();
        released(ORDERS, 5);

        assertThat(locate().service()).isEqualTo(ORDERS);
    }

    @Test
    void whatTrafficDoesNotShowKeepsItsPlace() {
        for (FailureClass unseen : List.of(
                FailureClass.UNRESPONSIVE, FailureClass.MEMORY, FailureClass.SATURATION, FailureClass.IMBALANCE)) {
            traffic.clear();
            trouble.clear();
            answers(STOCK, 0.02, 0, 0);
            answers(PRICES, 0.02, 0, 0);
            answers(ORDERS, 0.06, 0, 0.3);
            answers(SHOP, 0.1, 0, 0.3);
            failing(SHOP, ORDERS);
            alarm(STOCK, "of-one-pod", unseen);

            assertThat(locate().service()).as("trouble of class %s", unseen).isEqualTo(STOCK);
        }
    }

    @Test
    void aCalleeThatIsSlowIsWhyItsCallersGiveUpOnItAndFail() {
        answers(STOCK, 0.02, 0.9, 0);
        answers(PRICES, 0.02, 0, 0);
        answers(ORDERS, 0.06, 0.9, 0);
        answers(SHOP, 0.1, 0.5, 0.6);
        slow(STOCK, ORDERS);
        failing(SHOP);

        assertThat(locate().service()).isEqualTo(STOCK);
    }

    @Test
    void aSilentPodOfWhatItCallsIsWaitedForBeforeACallerIsBlamed() {
        aSlowCallerAboveASlightlySlowCallee();
        Target pod = Target.pod("town", "market", "stock-1");
        fleet.add(new Presence(pod, STOCK, "n1", true, false, 0b11));

        assertThat(locate().service()).isEqualTo(PRICES);
    }

    @Test
    void callsThatFailThoughEveryCalleeIsWellStillLeadOutside() {
        answers(STOCK, 0.02, 0, 0);
        answers(PRICES, 0.02, 0, 0);
        answers(ORDERS, 0.06, 0, 0.9);
        answers(SHOP, 0.1, 0, 0.9);
        failing(ORDERS, SHOP);
        alarm(ORDERS, "call-errors", FailureClass.OTHER);

        Location found = locate();

        assertThat(found.service()).isEqualTo(ORDERS);
        assertThat(found.suspects().get(0).target().kind()).isEqualTo("External");
    }

    @Test
    void theAnswerOfTheFirstMinutesHoldsHoweverLongItLasts() {
        ill = 10 * TrafficHistory.KEPT;
        aSlowCallerAboveASlightlySlowCallee();

        assertThat(locate().service()).isEqualTo(ORDERS);
    }

    private void aSlowCallerAboveASlightlySlowCallee() {
        answers(STOCK, 0.02, 0, 0);
        answers(PRICES, 0.02, 0.1, 0);
        answers(ORDERS, 0.06, 1.2, 0);
        answers(SHOP, 0.1, 1.2, 0);
        slow(PRICES, ORDERS, SHOP);
    }

    private void failingStock() {
        answers(STOCK, 0.02, 0, 0.4);
        answers(PRICES, 0.02, 0, 0);
        answers(ORDERS, 0.06, 0, 0.4);
        answers(SHOP, 0.1, 0, 0.4);
        failing(SHOP, ORDERS, STOCK);
    }

    /** A hundred requests a second, for a quiet time and then slower by so many seconds or failing so often. */
    private void answers(Target workload, double latency, double slower, double failing) {
        TrafficHistory history = TrafficHistory.NONE;
        for (int second = 0; second < QUIET + ill; second++) {
            boolean troubled = second >= QUIET;
            double now = latency * (0.95 + 0.1 * random.nextDouble()) + (troubled ? slower : 0);
            long pinned = second > ALARM ? at(ALARM).toEpochMilli() : Long.MIN_VALUE;
            history = history.with(
                    new Traffic(workload, interval(second), 1_000, 100, (float) now, (float) (troubled ? failing : 0)),
                    pinned);
        }
        traffic.put(workload, history);
    }

    private static TrafficHistory newest(TrafficHistory all, int rows) {
        TrafficHistory rest = TrafficHistory.NONE;
        for (int i = all.intervals().length - rows; i < all.intervals().length; i++) {
            rest = rest.with(
                    new Traffic(
                            SHOP,
                            all.intervals()[i],
                            all.intervalMs(),
                            all.values()[3 * i],
                            all.values()[3 * i + 1],
                            all.values()[3 * i + 2]),
                    Long.MIN_VALUE);
        }
        return rest;
    }

    private void slow(Target... workloads) {
        List.of(workloads).forEach(each -> alarm(each, "latency", FailureClass.LATENCY));
    }

    private void failing(Target... workloads) {
        List.of(workloads).forEach(each -> alarm(each, "errors", FailureClass.ERRORS));
    }

    private void alarm(Target workload, String signal, FailureClass failureClass) {
        Series series = Series.of(workload, signal);
        trouble.add(new Anomaly(
                Anomaly.idOf(series, signal, at(ALARM)),
                Lifecycle.OPENED,
                series,
                workload,
                "",
                signal,
                AnomalyKind.HIGH,
                failureClass,
                at(ALARM),
                at(ALARM),
                1,
                0,
                0.1,
                0.9,
                Severity.SEV2,
                1,
                signal + " is high"));
    }

    private void released(Target workload, int secondsBefore) {
        changes.add(new ChangeEvent(
                "change-" + workload.name(),
                workload,
                ChangeEvent.Kind.ROLLOUT,
                at(ALARM - secondsBefore),
                "deployer",
                ChangeEvent.ActorType.PIPELINE,
                "1",
                "2",
                "image 1 to 2"));
    }

    private Location locate() {
        ClusterView view = new ClusterView(new Town(1).states(0), fleet, changes, traffic);
        return new Locator(view, FleetHealth.of(view), Case.oldestFirst(trouble)).locate(Case.Scope.SERVICE, "");
    }

    private static Instant at(int second) {
        return Instant.ofEpochMilli(Town.START_MS + second * 1_000L);
    }

    private static long interval(int second) {
        return Town.START_MS / 1_000 + second;
    }
}
