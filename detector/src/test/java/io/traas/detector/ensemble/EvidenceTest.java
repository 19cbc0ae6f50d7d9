package io.traas.detector.ensemble;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EvidenceTest {

    @Test
    void membersThatAgreeSayMoreThanOneAlone() {
        double nothing = learned().learn(1, 0.1, 0.5, 0.1);
        double oneAlone = learned().learn(1, 0.1, 20, 0.1);
        double together = learned().learn(1, 80, 20, 80);

        assertThat(oneAlone).isGreaterThan(nothing + 0.5);
        assertThat(together).isGreaterThan(oneAlone + 1);
    }

    @Test
    void theSignOfTheResidualDoesNotMatterToItsRarity() {
        assertThat(learned().learn(1, 0.1, 20, 0.1)).isEqualTo(learned().learn(1, 0.1, -20, 0.1));
    }

    @Test
    void namesTheRarestFirst() {
        Evidence evidence = learned();
        evidence.learn(1, 5, 60, 0);

        assertThat(evidence.because()).startsWith("it is far from what was expected (one in ");

        evidence.learn(2, 0, 0, 0);
        assertThat(evidence.because()).isEqualTo("nothing about it is rare for this series");
    }

    private static Evidence learned() {
        Random random = new Random(1);
        Evidence evidence = new Evidence();
        for (int point = 0; point < 3_000; point++) {
            evidence.learn(
                    random.nextDouble(),
                    random.nextDouble(),
                    0.8 * random.nextDouble() * (point % 2 == 0 ? 1 : -1),
                    0.5);
        }
        return evidence;
    }
}
