package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;

/** A fixed limit in the unit of the signal. */
final class ThresholdJudge implements Judge {

    private static final double CLOSE_AT = 0.9;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        if (!measured.restsOn(spec.minWeight())) {
            return Judgement.UNKNOWN;
        }
        double value = measured.own().value();
        String because = spec.signal().name() + " is " + Judge.text(value) + ", limit " + Judge.text(spec.threshold());
        if (spec.direction() == Direction.HIGH) {
            return Judgement.of(value, spec.threshold(), CLOSE_AT, value, 0, spec.threshold(), because);
        }
        if (value < spec.threshold()) {
            double score =
                    0.5 + 0.5 * (spec.threshold() - value) / Math.max(Math.abs(spec.threshold()), Math.abs(value));
            return new Judgement(
                    Judgement.Outcome.BREACH, value, spec.threshold(), spec.threshold(), Math.min(1, score), because);
        }
        return Judgement.clean(value, spec.threshold(), Math.max(value, spec.threshold()), because);
    }
}
