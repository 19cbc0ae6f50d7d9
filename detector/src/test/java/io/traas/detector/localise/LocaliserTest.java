package io.traas.detector.localise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LocaliserTest {

    private static final CallGraph GRAPH = new CallGraph(Map.of("shop", List.of("stock")));
    private static final Symptom SLOW = new Symptom("shop", Kind.LATENCY);

    @Test
    void theSymptomIsTracedToTheNodeThatBringsItAbout() {
        Ranking ranking = localiser(history("shop", 30, 0.3), history("stock", 30, 0.3))
                .rank(SLOW)
                .orElseThrow();

        assertThat(ranking.visible()).isTrue();
        assertThat(ranking.cause()).hasValueSatisfying(cause -> {
            assertThat(cause.node()).isEqualTo("stock");
            assertThat(cause.share()).isEqualTo(1);
            assertThat(cause.since()).isZero();
        });
    }

    @Test
    void aSymptomThatDoesNotShowIsCalledInvisible() {
        assertThat(localiser(history("shop", 30, 0), history("stock", 30, 0)).rank(SLOW))
                .hasValueSatisfying(ranking -> assertThat(ranking.visible()).isFalse());
    }

    @Test
    void whereTooLittleIsKnownOfTheSymptomNothingIsRanked() {
        assertThat(localiser(history("shop", 19, 0.3)).rank(SLOW)).isEmpty();
        assertThat(localiser(history("shop", 20, 0.3)).rank(SLOW)).isPresent();
        assertThat(localiser(history("stock", 30, 0.3)).rank(SLOW)).isEmpty();
        assertThat(localiser().isKnown("shop")).isFalse();
    }

    @Test
    void anOnsetOutsideOfTheRowsIsRefused() {
        assertThatThrownBy(() -> new History("shop", false, List.of(), 1))
                .hasMessageContaining("history.onset of shop is 1, must be 0 to 0");
    }

    private static Localiser localiser(History... histories) {
        return new Localiser(GRAPH, List.of(histories), Set.of());
    }

    /** So many quiet rows of about 0.1 s, and three that are slower. */
    private static History history(String node, int usual, double slower) {
        List<Answers> rows = new ArrayList<>();
        for (int i = 0; i < usual; i++) {
            rows.add(new Answers(100, 0.1 + 0.001 * (i % 5), 0));
        }
        for (int i = 0; i < 3; i++) {
            rows.add(new Answers(100, 0.102 + slower, 0));
        }
        return new History(node, false, rows, usual);
    }
}
