package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;

/**
 * A container of the pod ended by itself and was started again, at least {@code threshold} times within the last
 * {@link #LOOK_BACK} points. The cluster counts restarts; a scrape may never notice one, since a small container is back
 * within a second.
 */
final class RestartedJudge implements Judge {

    private static final int LOOK_BACK = 10;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        Recent recent = memory.recent();
        if (measured.restarts() < 0 || recent.size() == 0) {
            return Judgement.UNKNOWN;
        }
        double rise = measured.restarts() - recent.numerators()[0];
        String because = rise == 0
                ? "its container runs on"
                : "its container ended and was started again" + (rise == 1 ? "" : ", " + Judge.text(rise) + " times");
        Judgement.Outcome outcome = rise >= spec.threshold() ? Judgement.Outcome.BREACH : Judgement.Outcome.CLEAN;
        double score = outcome == Judgement.Outcome.BREACH ? 1 : 0;
        return new Judgement(outcome, rise, 0, 0, score, because);
    }

    /** Learns always: what counts is the rise over the last points. */
    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        if (measured.restarts() < 0) {
            return memory;
        }
        Reading count = new Reading(Signal.Kind.GAUGE, measured.restarts(), 1);
        return memory.learned(memory.baseline(), memory.recent().with(count, LOOK_BACK));
    }
}
