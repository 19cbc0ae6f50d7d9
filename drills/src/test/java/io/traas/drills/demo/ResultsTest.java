package io.traas.drills.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.traas.drills.demo.Results.FaultResult;
import io.traas.drills.demo.Results.OutageResult;
import io.traas.drills.demo.Results.QuietResult;
import io.traas.drills.demo.Results.TrapResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsTest {

    private static final FaultResult HEALED =
            new FaultResult("hung-replica", "shop/cart-1", true, true, 1.25, 3, 4.25, 12, "hung-replica", List.of());
    private static final FaultResult LOST = new FaultResult(
            "bad-release", "shop/cart", false, false, Double.NaN, Double.NaN, Double.NaN, Double.NaN, "-", List.of());
    private static final TrapResult LEFT = new TrapResult("short-blip", false, "no incident");
    private static final QuietResult QUIET = new QuietResult(600, 0, 0, 0.25);

    @TempDir
    Path directory;

    @Test
    void all_is_well_only_when_everything_is() {
        assertThat(results(List.of(HEALED), List.of(LEFT), QUIET, true).passed())
                .isTrue();
        assertThat(results(List.of(HEALED, LOST), List.of(LEFT), QUIET, true).passed())
                .isFalse();
        assertThat(results(List.of(HEALED), List.of(new TrapResult("t", true, "x")), QUIET, true)
                        .passed())
                .isFalse();
        assertThat(results(List.of(HEALED), List.of(LEFT), new QuietResult(600, 1, 0, 0), true)
                        .passed())
                .isFalse();
        assertThat(results(List.of(HEALED), List.of(LEFT), QUIET, false).passed())
                .isFalse();
    }

    @Test
    void a_cure_that_touched_something_else_is_no_success() {
        FaultResult clumsy = new FaultResult(
                "hung-replica",
                "shop/cart-1",
                true,
                true,
                1,
                1,
                1,
                1,
                "hung-replica",
                List.of("delete pods/shop/stock-1"));
        assertThat(results(List.of(clumsy), List.of(), null, true).passed()).isFalse();
    }

    @Test
    void an_outage_counts_only_with_its_proof() {
        assertThat(new OutageResult("broker", true, true, true, HEALED).passed())
                .isTrue();
        assertThat(new OutageResult("broker", true, true, true, LOST).passed()).isFalse();
        assertThat(new OutageResult("broker", false, true, true, HEALED).passed())
                .isFalse();
    }

    @Test
    void the_json_has_the_documented_names_and_null_for_what_is_unknown() throws IOException {
        Path file = directory.resolve("out.json");
        results(List.of(HEALED, LOST), List.of(LEFT), QUIET, true).write(file);

        JsonNode json = new ObjectMapper().readTree(file.toFile());
        JsonNode healed = json.path("faults").get(0);
        assertThat(healed.fieldNames())
                .toIterable()
                .containsExactly(
                        "fault",
                        "target",
                        "healed",
                        "verified",
                        "ttd_s",
                        "ttm_s",
                        "ttr_s",
                        "ttv_s",
                        "runbook",
                        "collateral");
        assertThat(healed.path("ttd_s").asDouble()).isEqualTo(1.25);
        assertThat(json.path("faults").get(1).path("ttd_s").isNull()).isTrue();
        assertThat(json.path("traps").get(0).fieldNames()).toIterable().containsExactly("trap", "acted", "outcome");
        assertThat(json.has("ready_s") && json.has("rss_mib") && json.has("cpu"))
                .isTrue();
    }

    @Test
    void the_table_shows_what_failed() {
        String table =
                results(List.of(HEALED, LOST), List.of(LEFT), QUIET, false).table();
        assertThat(table)
                .contains("hung-replica")
                .contains("NO")
                .contains("left alone")
                .contains("DOES NOT ADD UP");
    }

    private static Results results(List<FaultResult> faults, List<TrapResult> traps, QuietResult quiet, boolean money) {
        return new Results(faults, traps, List.of(), 20, 60, 600, 2000, 0.3, quiet, money);
    }
}
