package io.traas.detector.detect;

import io.traas.detector.ensemble.RestorableDetector;
import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;

/**
 * What a detector of single series finds remarkable, if it lies on the side asked for and at least {@code minDelta} outside what
 * was expected. Nothing to set, and it learns always: a lasting change stops being news.
 */
final class TierJudge implements Judge {

    private final Tier tier;
    private final long seed;

    /** @param seed the same for the same series, so that a replay finds the same */
    TierJudge(Tier tier, long seed) {
        this.tier = tier;
        this.seed = seed;
    }

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
        if (!measured.restsOn(spec.minWeight())) {
            return memory;
        }
        EnsembleMemory before = memory.ensemble();
        RestorableDetector detector = before == null ? tier.fresh(seed) : tier.restore(before.state());
        Heard heard = before == null ? Heard.NOTHING : before.heard();
        return memory.observed(EnsembleMemory.after(
                detector, heard, measured.atMillis(), measured.own().value()));
    }

    @Override
    public boolean learnsFirst() {
        return true;
    }
}
