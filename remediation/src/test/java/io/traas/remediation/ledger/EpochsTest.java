package io.traas.remediation.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.LedgerEntry;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class EpochsTest {

    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00Z");

    @Test
    void epochsRiseWhateverTheClockSays() {
        Epochs epochs = new Epochs();
        long first = epochs.next(NOON);
        epochs.see(LedgerEntry.TookOver.of(first, "a", NOON));

        assertThat(epochs.next(NOON)).isEqualTo(first + 1);
        assertThat(epochs.next(NOON.minusSeconds(3600))).isEqualTo(first + 1);
        assertThat(epochs.next(NOON.plusSeconds(3600))).isEqualTo(first + 3600);
    }

    @Test
    void aLedgerBegunAnewIsNotBelowWhatTheOneBeforeItLeftInTheCluster() {
        Epochs before = new Epochs();
        before.see(LedgerEntry.TookOver.of(before.next(NOON), "a", NOON));
        long left = before.next(NOON.plusSeconds(60));

        assertThat(new Epochs().next(NOON.plusSeconds(120))).isGreaterThan(left);
    }
}
