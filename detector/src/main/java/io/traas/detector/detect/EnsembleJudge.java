package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;

/**
 * What the shipped detector finds remarkable, if it lies on the side asked for and at least {@code minDelta} outside what
 * was expected. Nothing to set, and it learns always: a lasting change stops being news.
 */
final class EnsembleJudge implements Judge {

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        EnsembleMemory said = memory.ensemble();
        if (said == null || !measured.restsOn(spec.minWeight())) {
            return Judgement.UNKNOWN;
        }
        double value = measured.own().value();
        double outside = spec.direction() == Direction.HIGH ? value - said.high() : said.low() - value;
        if (said.alert() && outside > spec.minDelta()) {
            String because = spec.signal().name() + " is " + Judge.text(value) + ": " + said.because();
            return new Judgement(Judgement.Outcome.BREACH, value, said.low(), said.high(), said.score(), because);
        }
        String because = spec.signal().name() + " is " + Judge.text(value);
        return new Judgement(
                said.lasts() ? Judgement.Outcome.BETWEEN : Judgement.Outcome.CLEAN,
                value,
                said.low(),
                said.high(),
                0,
                because);
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        return measured.restsOn(spec.minWeight())
                ? memory.observed(EnsembleMemory.after(
                        memory.ensemble(), measured.atMillis(), measured.own().value()))
                : memory;
    }

    @Override
    public boolean learnsFirst() {
        return true;
    }
}
