package io.traas.drills.load;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoadStateTest {

    private static final Instant INJECTED = Instant.ofEpochMilli(1_000);

    @Test
    void earlierFaultsDoNotCount() {
        LoadState state = state(stamp(Stamp.Kind.EFFECTIVE, 100), stamp(Stamp.Kind.RECOVERED, 900));
        assertThat(state.effectiveSince(INJECTED)).isEmpty();
        assertThat(state.recoveredSince(INJECTED)).isEmpty();
    }

    @Test
    void aFaultThatFlickersIsEffectiveSinceItsFirstAndRecoveredSinceItsLastStamp() {
        LoadState state = state(
                stamp(Stamp.Kind.EFFECTIVE, 2_000),
                stamp(Stamp.Kind.RECOVERED, 3_000),
                stamp(Stamp.Kind.EFFECTIVE, 7_000),
                stamp(Stamp.Kind.RECOVERED, 9_000));
        assertThat(state.effectiveSince(INJECTED)).contains(Instant.ofEpochMilli(2_000));
        assertThat(state.recoveredSince(INJECTED)).contains(Instant.ofEpochMilli(9_000));
    }

    @Test
    void aFaultThatCameBackIsNotRecovered() {
        LoadState state = state(
                stamp(Stamp.Kind.EFFECTIVE, 2_000),
                stamp(Stamp.Kind.RECOVERED, 3_000),
                stamp(Stamp.Kind.EFFECTIVE, 7_000));
        assertThat(state.recoveredSince(INJECTED)).isEmpty();
    }

    @Test
    void survivesItsJourneyAsJson() throws JsonProcessingException {
        LoadState state = state(stamp(Stamp.Kind.EFFECTIVE, 2_000));
        ObjectMapper json = new ObjectMapper();
        String text = json.writeValueAsString(state);
        assertThat(text).contains("\"ok\":true");
        assertThat(json.readValue(text, LoadState.class)).isEqualTo(state);
    }

    private static LoadState state(Stamp... stamps) {
        CustomerState bank = new CustomerState("bank", 35, 150, 200, 0, 3, Verdict.CONTENT, List.of(stamps));
        CustomerState partner = new CustomerState("partner", 4, 5, 9, 0, 0, Verdict.CONTENT, List.of());
        return new LoadState(bank, partner, new Money(1, 1, 0, 0, 0, 0), 0);
    }

    private static Stamp stamp(Stamp.Kind kind, long atMillis) {
        return new Stamp(kind, atMillis, "as seen");
    }
}
