package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;

/** So many robust scales away from what is usual, and at least {@code minDelta}. */
final class BaselineJudge implements Judge {

    private static final double CLOSE_AT = 0.7;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        Baseline baseline = memory.baseline();
        if (!baseline.isWarm() || !measured.restsOn(spec.minWeight())) {
            return Judgement.UNKNOWN;
        }
        double value = measured.own().value();
        double limit = Math.max(spec.threshold() * baseline.scale(), spec.minDelta());
        double excess = spec.direction() == Direction.HIGH ? value - baseline.level() : baseline.level() - value;
        String because = spec.signal().name() + " is " + Judge.text(value) + ", usually " + Judge.text(baseline.level())
                + " within " + Judge.text(limit);
        return Judgement.of(
                excess, limit, CLOSE_AT, value, baseline.level() - limit, baseline.level() + limit, because);
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        boolean teaches = !frozen && measured.restsOn(spec.minWeight());
        return teaches ? memory.learned(memory.baseline().with(measured.own().value()), memory.recent()) : memory;
    }
}
