package io.traas.detector.localise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class OwnExcessTest {

    private static final Map<String, List<String>> SHOP =
            Map.of("web", List.of("cart", "search"), "cart", List.of("store"), "search", List.of("store"));

    @Test
    void whoOnlyWaitsForWhatItCallsIsNotToBlame() {
        Map<String, Load> loads = new HashMap<>();
        loads.put("web", slow(100, 0.6));
        loads.put("cart", slow(50, 0.6));
        loads.put("search", slow(50, 0.6));
        loads.put("store", slow(100, 0.6));

        List<OwnExcess.Blame> causes = new OwnExcess(SHOP, loads, "s of waiting").causesOf("web");

        assertThat(causes).extracting(OwnExcess.Blame::node).containsExactly("store");
        assertThat(causes.get(0).own()).isCloseTo(100 * 0.5, within(1e-9));
        assertThat(causes.get(0).because())
                .isEqualTo("adds 50.0 s of waiting of its own, 0.00 come from what it calls");
    }

    @Test
    void aLittleSlowForManyIsMoreToBlameThanVerySlowForFew() {
        Map<String, Load> loads = new HashMap<>();
        loads.put("web", slow(100, 0.5));
        loads.put("cart", slow(99, 0.3));
        loads.put("search", slow(1, 5));

        assertThat(new OwnExcess(SHOP, loads, "s").causesOf("web"))
                .extracting(OwnExcess.Blame::node)
                .containsExactly("cart", "web", "search");
    }

    @Test
    void whereNothingStandsOutTheCauseIsUnknown() {
        Map<String, Load> loads = new HashMap<>();
        SHOP.keySet().forEach(node -> loads.put(node, slow(100, 0.1)));

        assertThat(new OwnExcess(SHOP, loads, "s").causesOf("web")).isEmpty();
    }

    @Test
    void whatNobodyOnTheWayCallsIsNotSuspected() {
        Map<String, Load> loads = Map.of("web", slow(10, 1), "batch", slow(10, 100));

        assertThat(new OwnExcess(SHOP, loads, "s").causesOf("web"))
                .extracting(OwnExcess.Blame::node)
                .containsExactly("web");
    }

    @Test
    void circlesAndMissingNumbersDoNoHarm() {
        Map<String, List<String>> circle = Map.of("a", List.of("b", "a"), "b", List.of("a"));
        Load unknown = Load.of(new double[] {Double.NaN, 5}, new double[] {1, Double.NaN}, new double[] {Double.NaN});
        Load ill = slow(10, 1);

        assertThat(new OwnExcess(circle, Map.of("a", unknown, "b", ill), "s").causesOf("a"))
                .extracting(OwnExcess.Blame::node)
                .containsExactly("b");
    }

    /** A tree of calls, one node made slow: everybody above it waits, and it alone is to blame. */
    @Property(tries = 200)
    void inAnyTreeTheOneThatWasMadeSlowIsFirst(
            @ForAll @IntRange(min = 2, max = 30) int size, @ForAll @LongRange(min = 0, max = 10_000) long seed) {
        Random random = new Random(seed);
        Map<String, List<String>> callees = new HashMap<>();
        int[] parent = new int[size];
        for (int node = 1; node < size; node++) {
            parent[node] = random.nextInt(node);
            callees.computeIfAbsent("n" + parent[node], unused -> new ArrayList<>())
                    .add("n" + node);
        }
        int ill = random.nextInt(size);
        double delay = 0.2 + random.nextDouble();
        Map<String, Load> loads = new HashMap<>();
        for (int node = 0; node < size; node++) {
            loads.put("n" + node, slow(100, 0.1 + random.nextDouble() * 0.01));
        }
        for (int node = ill; ; node = parent[node]) {
            loads.put("n" + node, slow(100, 0.1 + delay));
            if (node == 0) {
                break;
            }
        }

        assertThat(new OwnExcess(callees, loads, "s").causesOf("n0").get(0).node())
                .isEqualTo("n" + ill);
    }

    /** Usually takes 0.1 s. */
    private static Load slow(double requests, double seconds) {
        return new Load(new double[] {requests}, new double[] {seconds}, 0.1);
    }
}
