package io.traas.detector.localise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class SuspectRankingTest {

    private static final Symptom SLOW = new Symptom("shop", Kind.LATENCY);
    private static final Symptom FAILING = new Symptom("shop", Kind.FAILURES);
    private static final CallGraph GRAPH = new CallGraph(Map.of(
            "robot", List.of("shop"),
            "shop", List.of("orders", "news"),
            "orders", List.of("gateway", "bank"),
            "gateway", List.of("stock")));

    /** 100 requests a row, 20 ms (stock) to 100 ms (shop), hardly a failure; noise by seed. */
    private static final class Town {
        private final Random random;
        private final List<NodeRecord> records = new ArrayList<>();

        Town(long seed) {
            random = new Random(seed);
        }

        Town node(String name, double latency) {
            return node(name, false, latency, i -> 0, i -> 0);
        }

        /** @param slower seconds more in the i-th of four rows, @param failing share of them that fails */
        Town node(
                String name, boolean outside, double latency, IntToDoubleFunction slower, IntToDoubleFunction failing) {
            List<Answers> usual = IntStream.range(0, 100)
                    .mapToObj(unused -> answers(latency, 0))
                    .toList();
            List<Answers> before = List.of(answers(latency, 0), answers(latency, 0));
            List<Answers> during = IntStream.range(0, 4)
                    .mapToObj(i -> answers(latency + slower.applyAsDouble(i), failing.applyAsDouble(i)))
                    .toList();
            records.add(new NodeRecord(name, outside, usual, before, during));
            return this;
        }

        private Answers answers(double latency, double failing) {
            return new Answers(100, latency * (0.95 + 0.1 * random.nextDouble()), Math.rint(100 * failing));
        }

        Ranking rank(Symptom symptom, String... changed) {
            return new SuspectRanking(GRAPH, records, Set.of(changed)).rank(symptom);
        }
    }

    private static String cause(Ranking ranking) {
        return ranking.cause().map(RankedSuspect::node).orElse("unknown");
    }

    private static Town slowStock(long seed) {
        return new Town(seed)
                .node("robot", false, 0.1, i -> 0.2, i -> 0)
                .node("shop", false, 0.1, i -> 0.2, i -> 0)
                .node("orders", false, 0.06, i -> 0.2, i -> 0)
                .node("gateway", false, 0.03, i -> 0.2, i -> 0)
                .node("stock", false, 0.02, i -> 0.2, i -> 0)
                .node("bank", 0.02)
                .node("news", 0.02);
    }

    @Test
    void theDeepestNodeWhoseExcessNoCalleeExplainsIsTheCauseAndItsCallersAreImpact() {
        Ranking ranking = slowStock(1).rank(SLOW);

        assertThat(cause(ranking)).isEqualTo("stock");
        assertThat(ranking.impact()).containsExactly("gateway", "orders", "robot", "shop");
        assertThat(ranking.suspects().get(0).because())
                .startsWith("stock answered in 0.2")
                .contains("nothing it calls explains that");
        assertThat(ranking.suspects()).extracting(RankedSuspect::node).doesNotContain("robot");
    }

    @Property(tries = 100)
    void theOrderOfTheRecordsDoesNotMatter(@ForAll long seed) {
        Town town = slowStock(seed);
        Ranking inOrder = town.rank(SLOW);
        Collections.shuffle(town.records, new Random(seed));

        assertThat(town.rank(SLOW)).isEqualTo(inOrder);
        assertThat(cause(inOrder)).isEqualTo("stock");
    }

    @Property(tries = 100)
    void aQuietTimeHasNoCause(@ForAll long seed) {
        Town town = new Town(seed)
                .node("shop", 0.1)
                .node("orders", 0.06)
                .node("gateway", 0.03)
                .node("stock", 0.02)
                .node("bank", 0.02);

        assertThat(town.rank(SLOW).cause()).isEmpty();
        assertThat(town.rank(FAILING).cause()).isEmpty();
        assertThat(town.rank(SLOW).firstSymptom()).isEqualTo("shop");
        assertThat(town.rank(SLOW).impact()).isEmpty();
    }

    @Test
    void aNodeThatLosesMoreThanItsCalleesAnswersForTheRest() {
        Town town = new Town(2)
                .node("shop", false, 0.1, i -> 0.31, i -> 0)
                .node("orders", false, 0.06, i -> 0.3, i -> 0)
                .node("bank", false, 0.02, i -> 0.01, i -> 0)
                .node("gateway", 0.03);

        Ranking ranking = town.rank(SLOW);

        assertThat(cause(ranking)).isEqualTo("orders");
        assertThat(ranking.impact()).containsExactly("shop");
    }

    @Test
    void aFewFailuresOfANodeThatNeverFailsOutweighAMuchSlowerNeighbour() {
        Town town = new Town(3)
                .node("shop", false, 0.1, i -> 0, i -> i < 2 ? 0.03 : 0)
                .node("orders", false, 0.06, i -> 0, i -> i < 2 ? 0.03 : 0)
                .node("bank", false, 0.02, i -> 0.03, i -> 0)
                .node("gateway", 0.03);

        Ranking ranking = town.rank(FAILING);

        assertThat(cause(ranking)).isEqualTo("orders");
        assertThat(ranking.suspects().get(0).because()).contains("failed 6 of 400 requests");
        assertThat(ranking.suspects()).extracting(RankedSuspect::node).contains("bank");
    }

    @Test
    void whatNobodyCalledBeforeIsItsCallersDoing() {
        Town town =
                new Town(4).node("shop", false, 0.1, i -> 0, i -> 0.2).node("orders", false, 0.06, i -> 0, i -> 0.2);
        town.records.add(new NodeRecord(
                "bank",
                false,
                Collections.nCopies(100, new Answers(0, Double.NaN, Double.NaN)),
                List.of(),
                Collections.nCopies(4, new Answers(20, 0.05, 20))));

        assertThat(cause(town.rank(FAILING))).isEqualTo("orders");
    }

    @Test
    void aNodeSeenFromOutsideOnlyAnswersForWhatWatchedNeighboursLeave() {
        Town alias = new Town(5)
                .node("shop", false, 0.1, i -> 0.2, i -> 0)
                .node("orders", false, 0.06, i -> 0.2, i -> 0)
                .node("news", true, 0.02, i -> 0.2, i -> 0);
        assertThat(cause(alias.rank(SLOW))).isEqualTo("orders");

        Town itself = new Town(5)
                .node("shop", false, 0.1, i -> 0.2, i -> 0)
                .node("orders", 0.06)
                .node("news", true, 0.02, i -> 0.19, i -> 0);
        assertThat(itself.rank(SLOW).suspects())
                .filteredOn(each -> each.node().equals("news"))
                .singleElement()
                .satisfies(each -> assertThat(each.standsOut()).isTrue());
    }

    @Test
    void aNodeWithoutRecordsIsLookedThrough() {
        Town town = slowStock(6);
        town.records.removeIf(each -> each.node().equals("gateway"));

        assertThat(cause(town.rank(SLOW))).isEqualTo("stock");
    }

    @Test
    void whatWasOddBeforeIsNotNews() {
        Town town =
                new Town(7).node("shop", false, 0.1, i -> 0.05, i -> 0).node("orders", false, 0.06, i -> 0.05, i -> 0);
        town.records.add(new NodeRecord(
                "bank",
                false,
                Collections.nCopies(100, new Answers(100, 0.02, 0)),
                Collections.nCopies(2, new Answers(100, 0.2, 0)),
                Collections.nCopies(4, new Answers(100, 0.2, 0))));

        assertThat(cause(town.rank(SLOW))).isEqualTo("orders");
    }

    @Test
    void amongEqualsTheOneThatBeganEarlierAndTheOneThatWasChangedComeFirst() {
        Town town = new Town(8)
                .node("shop", false, 0.1, i -> i < 1 ? 0 : 0.2, i -> 0)
                .node("orders", false, 0.06, i -> i < 1 ? 0 : 0.1, i -> 0)
                .node("news", false, 0.06, i -> 0.1, i -> 0);

        assertThat(cause(town.rank(SLOW))).isEqualTo("news");
        assertThat(town.rank(SLOW).firstSymptom()).isEqualTo("news");
        Ranking changed = town.rank(SLOW, "orders");
        assertThat(cause(changed)).isEqualTo("orders");
        assertThat(changed.suspects().get(0).because()).contains("others began earlier; it was changed just before");
    }

    @Test
    void aChangeAloneIsNoSuspicion() {
        Town town = slowStock(9);

        assertThat(cause(town.rank(SLOW, "bank", "news"))).isEqualTo("stock");
    }

    @Test
    void aCycleOfCallsAndANodeOffTheGraphAreRanked() {
        CallGraph cycle = new CallGraph(Map.of("shop", List.of("orders"), "orders", List.of("shop")));
        Town town =
                new Town(10).node("shop", false, 0.1, i -> 0.2, i -> 0).node("orders", false, 0.06, i -> 0.4, i -> 0);
        assertThat(cause(new SuspectRanking(cycle, town.records, Set.of()).rank(SLOW)))
                .isEqualTo("orders");

        CallGraph empty = new CallGraph(Map.of());
        assertThat(cause(new SuspectRanking(empty, town.records, Set.of()).rank(SLOW)))
                .isEqualTo("orders");
    }

    @Test
    void missingRowsShortHistoriesAndNoRecordsAtAllLeaveTheCauseUnknown() {
        List<Answers> nothing = Collections.nCopies(4, new Answers(Double.NaN, Double.NaN, Double.NaN));
        NodeRecord mute = new NodeRecord("shop", false, nothing, nothing, nothing);
        NodeRecord young = new NodeRecord(
                "orders", false, List.of(new Answers(9, 0.1, 0)), List.of(), List.of(new Answers(9, 5, 0)));

        assertThat(new SuspectRanking(GRAPH, List.of(mute, young), Set.of())
                        .rank(SLOW)
                        .cause())
                .isEmpty();
        assertThat(new SuspectRanking(GRAPH, List.of(), Set.of()).rank(SLOW).suspects())
                .isEmpty();
    }

    @Test
    void impossibleAnswersAreRefused() {
        assertThatThrownBy(() -> new Answers(-1, 0, 0)).hasMessageContaining("answers.requests is -1.0");
        assertThatThrownBy(() -> new Answers(1, Double.POSITIVE_INFINITY, 0)).hasMessageContaining("latencySeconds");
        assertThatThrownBy(() -> new Symptom(" ", Kind.LATENCY)).hasMessageContaining("symptom.node is blank");
    }
}
