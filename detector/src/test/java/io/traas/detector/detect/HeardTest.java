package io.traas.detector.detect;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.detector.ensemble.Ensemble;
import io.traas.model.Series;
import io.traas.model.SeriesFeedback;
import io.traas.model.SeriesFeedback.Verdict;
import io.traas.model.Target;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class HeardTest {

    private static final Target POD = Target.pod("c", "n", "p-1");

    /** What a restart does: everything from some place on is read again, any number of times. */
    @Property(tries = 200)
    void howeverOftenWordsAreReadAgainTheyShiftOnce(
            @ForAll @IntRange(min = 1, max = 40) int words, @ForAll @IntRange(min = 0, max = 10_000) int seed) {
        Ensemble once = Ensemble.shipped();
        Ensemble often = Ensemble.shipped();
        List<SeriesFeedback> said = said(words, new Random(seed));
        Heard expected = heard(said, Heard.NOTHING, once);

        Heard heard = heard(said, Heard.NOTHING, often);
        Random restarts = new Random(seed);
        for (int restart = 0; restart < 3; restart++) {
            heard = heard(said.subList(restarts.nextInt(words), words), heard, often);
        }

        assertThat(often.snapshot()).isEqualTo(once.snapshot());
        assertThat(heard).isEqualTo(expected);
        assertThat(heard.words()).hasSizeLessThanOrEqualTo(Heard.KEPT);
    }

    @Test
    void aFewWordsMayComeInAnyOrder() {
        List<SeriesFeedback> said = new ArrayList<>(said(Heard.KEPT, new Random(1)));
        Heard inOrder = heard(said, Heard.NOTHING, Ensemble.shipped());
        Collections.reverse(said);

        assertThat(heard(said, Heard.NOTHING, Ensemble.shipped())).isEqualTo(inOrder);
        assertThat(inOrder.words()).hasSize(Heard.KEPT);
    }

    @Test
    void theSameAnomalyCalledAFalseAlarmLaterOnceMoreIsTheSameWord() {
        Ensemble ensemble = Ensemble.shipped();
        Heard first = Heard.NOTHING.hear(word("a", Verdict.FALSE_ALARM, 1), ensemble);
        byte[] shifted = ensemble.snapshot();

        assertThat(shifted).isNotEqualTo(Ensemble.shipped().snapshot());
        assertThat(first.hear(word("a", Verdict.FALSE_ALARM, 2), ensemble)).isSameAs(first);
        assertThat(ensemble.snapshot()).isEqualTo(shifted);
    }

    private static Heard heard(List<SeriesFeedback> said, Heard before, Ensemble ensemble) {
        Heard heard = before;
        for (SeriesFeedback word : said) {
            heard = heard.hear(word, ensemble);
        }
        return heard;
    }

    private static List<SeriesFeedback> said(int words, Random random) {
        List<SeriesFeedback> said = new ArrayList<>();
        for (int i = 0; i < words; i++) {
            Verdict verdict = random.nextInt(3) == 0 ? Verdict.MISSED : Verdict.FALSE_ALARM;
            said.add(word("w" + i, verdict, i));
        }
        return said;
    }

    private static SeriesFeedback word(String id, Verdict verdict, int second) {
        return new SeriesFeedback(
                id,
                Series.of(POD, "depth"),
                POD,
                "depths",
                verdict,
                verdict == Verdict.FALSE_ALARM ? "an-" + id : "",
                Instant.ofEpochSecond(second),
                "kim",
                "");
    }
}
