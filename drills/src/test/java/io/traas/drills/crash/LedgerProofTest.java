package io.traas.drills.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.traas.model.LedgerEntry;
import io.traas.model.wire.Json;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LedgerProofTest {

    private static final String CLEAN_AUDIT = "{'entries':3,'findings':[]}";
    private static final String SAME_PLANS =
            "{'irregular':[],'plans':{'plan-1':{'finished':true,'entries':['a','b']}}}";
    private static final List<LedgerEntry> SEEN =
            List.of(LedgerEntry.TookOver.of(1, "a", Instant.EPOCH), entry("a"), entry("b"));

    @Test
    void aLedgerThatHoldsIsClean() throws JsonProcessingException {
        assertThat(violations(CLEAN_AUDIT, SAME_PLANS)).isEmpty();
    }

    @Test
    void whatTheAuditFindsIsAViolation() throws JsonProcessingException {
        assertThat(violations("{'entries':3,'findings':[{'place':7,'kind':'EDITED','text':'entry 2'}]}", SAME_PLANS))
                .containsExactly("I3 the chain is broken at 7: EDITED, entry 2");
    }

    @Test
    void aLedgerThatIsShorterThanWhatWasSeenIsAViolation() throws JsonProcessingException {
        assertThat(violations("{'entries':2,'findings':[]}", SAME_PLANS))
                .containsExactly("I3 the chain has 2 entries, 3 were seen being written");
    }

    @Test
    void anEntryThatMayNotFollowIsAViolation() throws JsonProcessingException {
        assertThat(violations(CLEAN_AUDIT, SAME_PLANS.replace("[],'plans'", "['GAP at entry x'],'plans'")))
                .containsExactly("I3 the ledger is irregular: GAP at entry x");
    }

    @Test
    void aPlanThatIsAnotherWhenReadAnewIsAViolation() throws JsonProcessingException {
        assertThat(violations(CLEAN_AUDIT, SAME_PLANS.replace("['a','b']", "['a']")))
                .containsExactly("I8 plan plan-1 is another when read from the ledger: [a] instead of [a, b]");
        assertThat(violations(CLEAN_AUDIT, SAME_PLANS.replace("true", "false")))
                .containsExactly("I8 plan plan-1 came to an end, and has none when read from the ledger");
    }

    @Test
    void programsThatSayNothingProveNothing() throws JsonProcessingException {
        assertThat(violations("", "")).hasSize(3);
    }

    private static List<String> violations(String audit, String replay) throws JsonProcessingException {
        return LedgerProof.compare(json(audit), json(replay), SEEN, Set.of("plan-1"))
                .violations();
    }

    private static JsonNode json(String text) throws JsonProcessingException {
        return text.isEmpty() ? Json.mapper().missingNode() : Json.mapper().readTree(text.replace('\'', '"'));
    }

    private static LedgerEntry entry(String id) {
        return new LedgerEntry.Escalated(id, "inc", "plan-1", Instant.EPOCH, "why");
    }
}
