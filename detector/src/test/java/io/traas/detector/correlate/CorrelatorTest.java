package io.traas.detector.correlate;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.workload.Presence;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.TargetState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What belongs to one failure domain is one incident, at any time and in any order; two domains are two. */
class CorrelatorTest {

    private static final long T0 = 1_700_000_000_000L;
    private static final Target SHOP = deployment("shop");
    private static final Target ORDERS = deployment("orders");
    private static final Target STOCK = deployment("stock");
    private static final Target PRICES = deployment("prices");
    private static final Target BLOG = deployment("blog");

    private final Correlator correlator = new Correlator(500, 3_000);
    private final Map<Target, List<Target>> calls = new LinkedHashMap<>();
    private final List<Presence> fleet = new ArrayList<>();
    private final List<Incident> events = new ArrayList<>();
    private CorrelatorMemory memory = CorrelatorMemory.EMPTY;
    private long nowMs = T0;

    CorrelatorTest() {
        calls.put(SHOP, List.of(ORDERS));
        calls.put(ORDERS, List.of(STOCK, PRICES));
        calls.put(STOCK, List.of());
        calls.put(PRICES, List.of());
        calls.put(BLOG, List.of());
    }

    @Test
    void aStormOfCallersIsOneIncidentWithCauseFirstSymptomAndImpactApart() {
        hear(trouble(SHOP, 0), trouble(ORDERS, 100), trouble(STOCK, 200));
        playTo(1_000);

        Incident incident = only();
        assertThat(incident.service()).isEqualTo(STOCK);
        assertThat(incident.firstSymptom()).isEqualTo(SHOP);
        assertThat(incident.impact()).containsExactly(ORDERS, SHOP);
        assertThat(incident.suspects()).extracting(Suspect::because).noneMatch(String::isBlank);
        assertThat(incident.suspects().get(0).because()).contains("nothing it depends on is in trouble");
    }

    @Test
    void aLateMemberJoinsAndUnrelatedTroubleDoesNot() {
        hear(trouble(STOCK, 0));
        playTo(1_000);
        String id = only().id();
        hear(trouble(ORDERS, 2_000), trouble(BLOG, 2_000));
        playTo(4_000);

        assertThat(open()).extracting(Incident::service).containsExactlyInAnyOrder(STOCK, BLOG);
        assertThat(open())
                .filteredOn(each -> each.id().equals(id))
                .singleElement()
                .satisfies(incident -> {
                    assertThat(incident.evidence()).hasSize(2);
                    assertThat(incident.impact()).containsExactly(ORDERS);
                });
    }

    @Test
    void twoIncidentsMergeIntoTheOlderWhenOneTurnsOutToCallTheOther() {
        hear(trouble(STOCK, 0), trouble(BLOG, 300));
        playTo(1_500);
        assertThat(open()).hasSize(2);

        calls.put(BLOG, List.of(STOCK));
        playTo(3_000);

        Incident merged = only();
        assertThat(merged.service()).isEqualTo(STOCK);
        assertThat(merged.impact()).containsExactly(BLOG);
        assertThat(merged.evidence()).hasSize(2);
        assertThat(events)
                .filteredOn(each -> each.state() == Lifecycle.CLOSED)
                .singleElement()
                .satisfies(closed -> assertThat(closed.service()).isEqualTo(BLOG));
    }

    @Test
    void twoCausesWithASufferingCallerInCommonStayTwoIncidents() {
        hear(trouble(STOCK, 0), trouble(PRICES, 0));
        playTo(1_500);
        hear(trouble(ORDERS, 2_000));
        playTo(5_000);

        assertThat(open()).extracting(Incident::service).containsExactlyInAnyOrder(STOCK, PRICES);
    }

    @Test
    void twoIncidentsOfOneLostNodeBecomeOne() {
        fleet.add(presence(STOCK, "n1", true));
        fleet.add(presence(BLOG, "n1", true));
        fleet.add(presence(SHOP, "n2", true));
        fleet.add(presence(ORDERS, "n2", true));
        fleet.add(presence(PRICES, "n3", true));
        hear(silence(STOCK, 0, "n1"), silence(BLOG, 100, "n1"));
        playTo(1_000);
        assertThat(open()).hasSize(2);

        fleet.set(0, presence(STOCK, "n1", false));
        fleet.set(1, presence(BLOG, "n1", false));
        playTo(3_000);

        assertThat(only().failureClass()).isEqualTo(FailureClass.NODE_LOSS);
        assertThat(only().service()).isEqualTo(Target.node("town", "n1"));
        assertThat(only().impact()).containsExactly(BLOG, STOCK);
    }

    @Test
    void anIncidentSplitsWhenItsPartsTurnOutToHaveNothingToDoWithEachOther() {
        hear(trouble(STOCK, 0), trouble(ORDERS, 100));
        playTo(1_000);
        String id = only().id();

        calls.put(ORDERS, List.of(PRICES));
        playTo(4_000);

        assertThat(open()).extracting(Incident::service).containsExactlyInAnyOrder(STOCK, ORDERS);
        assertThat(open())
                .filteredOn(each -> each.service().equals(STOCK))
                .extracting(Incident::id)
                .containsExactly(id);
        assertThat(open()).allSatisfy(each -> assertThat(each.evidence()).hasSize(1));
    }

    @Test
    void aRecoveredCallerDoesNotSplitWhatItHeldTogether() {
        hear(trouble(STOCK, 0), trouble(PRICES, 0), trouble(ORDERS, 0));
        playTo(1_000);
        hear(closed(ORDERS, 0, 2_000));
        playTo(6_000);

        assertThat(only().evidence()).hasSize(3);
    }

    @Test
    void nothingSplitsOnWhatTheClusterHasNotToldYet() {
        hear(trouble(STOCK, 0), trouble(ORDERS, 100));
        playTo(1_000);

        calls.remove(ORDERS);
        playTo(4_000);

        assertThat(only().evidence()).hasSize(2);
    }

    @Test
    void newsThatIsOlderThanWhatIsKnownChangesNothing() {
        hear(trouble(STOCK, 0));
        playTo(1_000);
        hear(closed(STOCK, 0, 1_500));
        hear(trouble(STOCK, 0));
        playTo(6_000);

        assertThat(open()).isEmpty();
    }

    @Property(tries = 200)
    void theOrderOfArrivalNeverMatters(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int size) {
        List<Anomaly> news = new ArrayList<>();
        Random random = new Random(seed);
        List<Target> workloads = List.copyOf(calls.keySet());
        for (int i = 0; i < size; i++) {
            Target workload = workloads.get(random.nextInt(workloads.size()));
            news.add(trouble(workload, random.nextInt(6_000), "metric-" + i));
        }
        CorrelatorTest inOrder = new CorrelatorTest();
        inOrder.playAll(news);
        Collections.shuffle(news, random);
        CorrelatorTest shuffled = new CorrelatorTest();
        shuffled.playAll(news);

        assertThat(shuffled.events).isEqualTo(inOrder.events);
        assertThat(inOrder.open()).isNotEmpty();
        assertThat(inOrder.open().stream()
                        .flatMap(each -> each.evidence().stream())
                        .map(Anomaly::id))
                .doesNotHaveDuplicates()
                .hasSize(size);
    }

    /** Everything of a step's time is heard before it, in the order given. */
    private void playAll(List<Anomaly> news) {
        for (long at = 0; at <= 10_000; at += 250) {
            long until = T0 + at;
            news.stream()
                    .filter(each -> each.openedAt().toEpochMilli() <= until
                            && each.openedAt().toEpochMilli() > until - 250)
                    .forEach(this::hear);
            playTo(at);
        }
    }

    private void hear(Anomaly... news) {
        for (Anomaly each : news) {
            memory = correlator.heard(memory, each, nowMs);
        }
    }

    private void playTo(long untilMs) {
        for (; nowMs <= T0 + untilMs; nowMs += 250) {
            List<TargetState> states = new ArrayList<>();
            calls.forEach((workload, called) -> states.add(state(workload, called)));
            Correlator.Step step =
                    correlator.step(memory, new ClusterView(states, fleet, List.of(), Map.of()), nowMs, nowMs);
            memory = step.memory();
            events.addAll(step.events());
        }
    }

    /** The incidents that are not closed, as last sent. */
    private List<Incident> open() {
        Map<String, Incident> latest = new HashMap<>();
        events.forEach(each -> latest.put(each.id(), each));
        return latest.values().stream()
                .filter(each -> each.state() != Lifecycle.CLOSED)
                .toList();
    }

    private Incident only() {
        assertThat(open()).hasSize(1);
        return open().get(0);
    }

    private static Target deployment(String name) {
        return Target.deployment("town", "market", name);
    }

    private static Presence presence(Target workload, String node, boolean up) {
        Target pod = Target.pod("town", "market", workload.name() + "-1");
        return new Presence(pod, workload, node, true, up, up ? 0 : 0b11);
    }

    private static Anomaly trouble(Target workload, long openedMs) {
        return trouble(workload, openedMs, "errors");
    }

    private static Anomaly trouble(Target workload, long openedMs, String metric) {
        return anomaly(workload, workload, "", metric, FailureClass.ERRORS, Lifecycle.OPENED, openedMs, openedMs);
    }

    private static Anomaly closed(Target workload, long openedMs, long closedMs) {
        return anomaly(workload, workload, "", "errors", FailureClass.ERRORS, Lifecycle.CLOSED, openedMs, closedMs);
    }

    private static Anomaly silence(Target workload, long openedMs, String node) {
        Target pod = Target.pod("town", "market", workload.name() + "-1");
        return anomaly(pod, workload, node, "up", FailureClass.UNRESPONSIVE, Lifecycle.OPENED, openedMs, openedMs);
    }

    private static Anomaly anomaly(
            Target target,
            Target workload,
            String node,
            String metric,
            FailureClass failureClass,
            Lifecycle state,
            long openedMs,
            long updatedMs) {
        Series series = Series.of(target, metric);
        Instant opened = Instant.ofEpochMilli(T0 + openedMs);
        return new Anomaly(
                Anomaly.idOf(series, metric, opened),
                state,
                series,
                workload,
                node,
                metric,
                AnomalyKind.HIGH,
                failureClass,
                opened,
                Instant.ofEpochMilli(T0 + updatedMs),
                0.5,
                0,
                0.05,
                0.9,
                Severity.SEV2,
                1,
                metric + " is 0.5");
    }

    private static TargetState state(Target workload, List<Target> calls) {
        return new TargetState(
                workload,
                "uid-" + workload.name(),
                Instant.ofEpochMilli(T0),
                false,
                1,
                1,
                1,
                0,
                false,
                false,
                false,
                false,
                0,
                -1,
                Autonomy.AUTO,
                "",
                calls,
                List.of());
    }
}
