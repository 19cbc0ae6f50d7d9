package io.traas.detector.detect;

import io.traas.detector.ensemble.RestorableDetector;
import io.traas.model.SeriesFeedback;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What people have said of one series, so that a word that is read again, after a restart or a second click, shifts
 * nothing again. It lies beside the detector that was shifted and is lost only with it. Immutable.
 *
 * @param words the newest {@link #KEPT}, oldest first
 * @param forgottenUntilMillis instant of the newest word that is no longer kept; whatever is not newer counts as heard
 */
public record Heard(List<Word> words, long forgottenUntilMillis) {

    public static final Heard NOTHING = new Heard(List.of(), Long.MIN_VALUE);

    static final int KEPT = 8;

    /** One word. */
    public record Word(String id, long atMillis) {}

    public Heard {
        words = List.copyOf(words);
    }

    /** Shifts the detector of the series by a word that is new. @return what has been said with it */
    public Heard hear(SeriesFeedback feedback, RestorableDetector detector) {
        if (knows(feedback)) {
            return this;
        }
        switch (feedback.verdict()) {
            case FALSE_ALARM -> detector.lenience().falseAlarm();
            case MISSED -> detector.lenience().missed();
        }
        return with(new Word(feedback.id(), feedback.at().toEpochMilli()));
    }

    private boolean knows(SeriesFeedback feedback) {
        return feedback.at().toEpochMilli() <= forgottenUntilMillis
                || words.stream().anyMatch(word -> word.id().equals(feedback.id()));
    }

    private Heard with(Word word) {
        List<Word> all = new ArrayList<>(words);
        all.add(word);
        all.sort(Comparator.comparingLong(Word::atMillis));
        return all.size() <= KEPT
                ? new Heard(all, forgottenUntilMillis)
                : new Heard(all.subList(1, all.size()), all.get(0).atMillis());
    }
}
