package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.LedgerEntry;
import io.traas.model.Outcome;
import io.traas.model.wire.Topics;
import io.traas.remediation.testing.Scene;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReplayTest {

    private static final LedgerEntry ESCALATED = new LedgerEntry.Escalated("e", "inc", "p1", Scene.NOON, "why");

    @Test
    void tellsEveryPlanByItsEntriesAndWhetherItIsOver() throws JsonProcessingException {
        JsonNode replay = Replay.of(lines(LedgerEntry.TookOver.of(1, "a", Scene.NOON), ESCALATED, ESCALATED));

        assertThat(replay.path("irregular")).isEmpty();
        assertThat(replay.path("plans")).hasSize(1);
        assertThat(replay.path("plans").path("p1").toString()).isEqualTo("{\"finished\":true,\"entries\":[\"e\"]}");
    }

    @Test
    void namesWhatMayNotFollowAndWhatCannotBeRead() throws JsonProcessingException {
        LedgerEntry orphan =
                new LedgerEntry.Result("r", "inc", "p1", Scene.NOON, "nobody's", Outcome.SUCCEEDED, "", "");

        JsonNode replay = Replay.of(List.of(lines(orphan).get(0), "no JSON"));

        assertThat(replay.path("irregular"))
                .extracting(JsonNode::asText)
                .satisfiesExactly(
                        wrong -> assertThat(wrong).startsWith("RESULT_WITHOUT_INTENT at entry r"),
                        wrong -> assertThat(wrong).startsWith("UNREADABLE at line 2"));
        assertThat(replay.path("plans").path("p1").path("finished").asBoolean()).isFalse();
    }

    private static List<String> lines(LedgerEntry... entries) {
        return Arrays.stream(entries)
                .map(entry -> new String(Topics.LEDGER.codec().encode(entry), StandardCharsets.UTF_8))
                .toList();
    }
}
