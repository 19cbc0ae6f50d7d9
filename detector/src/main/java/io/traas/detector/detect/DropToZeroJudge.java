package io.traas.detector.detect;

import io.traas.model.DetectorSpec;

/** Nothing any more (at most {@code threshold}) where there usually is at least {@code minWeight}. */
final class DropToZeroJudge implements Judge {

    private static final double BACK_AT = 0.1;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        Baseline baseline = memory.baseline();
        if (!baseline.isWarm() || baseline.level() < spec.minWeight() || !measured.restsOn(0)) {
            return Judgement.UNKNOWN;
        }
        double value = measured.own().value();
        double usual = baseline.level();
        String because = spec.signal().name() + " is " + Judge.text(value) + ", usually " + Judge.text(usual);
        if (value <= spec.threshold()) {
            return new Judgement(Judgement.Outcome.BREACH, value, usual * BACK_AT, 2 * usual, 1, because);
        }
        Judgement.Outcome outcome = value >= usual * BACK_AT ? Judgement.Outcome.CLEAN : Judgement.Outcome.BETWEEN;
        return new Judgement(outcome, value, usual * BACK_AT, 2 * usual, 0, because);
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        boolean teaches = !frozen && measured.restsOn(0);
        return teaches ? memory.learned(memory.baseline().with(measured.own().value()), memory.recent()) : memory;
    }
}
