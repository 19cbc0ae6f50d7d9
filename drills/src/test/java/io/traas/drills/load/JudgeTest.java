package io.traas.drills.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** The judge in virtual time: an answer every 25 ms, a look after each. */
class JudgeTest {

    private static final long START = 1_000_000;
    private static final long STEP = 25;

    private final Judge judge = new Judge(Objective.payments());
    private long now = START;

    @Test
    void nothingIsStampedBeforeTheFirstCalm() {
        assertThat(play(2_000, at -> failed(at))).isEmpty();
        assertThat(play(4_000, at -> good(at))).isEmpty();
        assertThat(judge.verdict()).isEqualTo(Verdict.CONTENT);
    }

    @Test
    void oneReplicaOfThreeThatFailsMostRequestsIsSeenWithinTwoSecondsAndStampedAtTheFirstBadAnswer() {
        warmUp();
        long fault = now;
        List<Stamp> stamps = play(2_000, at -> (at / STEP) % 5 == 0 ? failed(at) : good(at));
        assertThat(stamps).singleElement().satisfies(stamp -> {
            assertThat(stamp.kind()).isEqualTo(Stamp.Kind.EFFECTIVE);
            assertThat(stamp.atMillis()).isBetween(fault, fault + 5 * STEP);
        });
    }

    @Test
    void answersThatComeTooLateAreAsBadAsFailures() {
        warmUp();
        assertThat(play(1_000, at -> new Answer(at, 900, true)))
                .extracting(Stamp::kind)
                .containsExactly(Stamp.Kind.EFFECTIVE);
    }

    @Test
    void aFewStrayFailuresAreNoFault() {
        warmUp();
        assertThat(play(60_000, at -> (at / STEP) % 20 == 0 ? failed(at) : good(at)))
                .isEmpty();
    }

    @Test
    void recoveryIsTheStartOfTheCalmAndNotItsEnd() {
        warmUp();
        play(5_000, JudgeTest::failed);
        long cured = now;
        List<Stamp> stamps = play(4_000, JudgeTest::good);
        assertThat(stamps).singleElement().satisfies(stamp -> {
            assertThat(stamp.kind()).isEqualTo(Stamp.Kind.RECOVERED);
            assertThat(stamp.atMillis()).isBetween(cured - 10 * STEP, cured + 10 * STEP);
        });
    }

    @Test
    void aShortPauseOfAnOngoingFaultIsNoRecovery() {
        warmUp();
        play(5_000, JudgeTest::failed);
        assertThat(play(2_500, JudgeTest::good)).isEmpty();
        assertThat(play(5_000, JudgeTest::failed)).isEmpty();
        assertThat(judge.verdict()).isEqualTo(Verdict.SUFFERING);
    }

    @Test
    void silenceIsNotCalm() {
        warmUp();
        play(2_000, JudgeTest::failed);
        now += 60_000;
        assertThat(judge.evaluate(now)).isEmpty();
        assertThat(judge.verdict()).isEqualTo(Verdict.SUFFERING);
    }

    @Test
    void aFaultThatComesBackIsStampedAgain() {
        warmUp();
        List<Stamp> stamps = new ArrayList<>(play(2_000, JudgeTest::failed));
        stamps.addAll(play(5_000, JudgeTest::good));
        stamps.addAll(play(2_000, JudgeTest::failed));
        assertThat(stamps)
                .extracting(Stamp::kind)
                .containsExactly(Stamp.Kind.EFFECTIVE, Stamp.Kind.RECOVERED, Stamp.Kind.EFFECTIVE);
        assertThat(judge.stamps()).isEqualTo(stamps);
    }

    @Property(tries = 50)
    void goodAnswersNeverMakeAFaultWhateverTheirPace(@ForAll @IntRange(min = 1, max = 400) int paceMillis) {
        Judge fresh = new Judge(Objective.payments());
        for (long at = START; at < START + 20_000; at += paceMillis) {
            fresh.answered(good(at));
            assertThat(fresh.evaluate(at)).isEmpty();
        }
    }

    private void warmUp() {
        assertThat(play(4_000, JudgeTest::good)).isEmpty();
    }

    private List<Stamp> play(long millis, LongFunction<Answer> answers) {
        List<Stamp> stamps = new ArrayList<>();
        for (long end = now + millis; now < end; now += STEP) {
            judge.answered(answers.apply(now));
            judge.evaluate(now).ifPresent(stamps::add);
        }
        return stamps;
    }

    private static Answer good(long at) {
        return new Answer(at, 150, true);
    }

    private static Answer failed(long at) {
        return new Answer(at, 5, false);
    }
}
