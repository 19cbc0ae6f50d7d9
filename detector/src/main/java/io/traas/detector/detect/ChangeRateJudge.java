package io.traas.detector.detect;

import io.traas.model.DetectorSpec;
import io.traas.model.DetectorSpec.Direction;
import io.traas.model.signal.Reading;
import io.traas.model.signal.Signal;
import java.util.Arrays;

/**
 * Many times more (or less) than over the last minute. Learns always, so that a lasting change stops being news; that is
 * why it is evidence and not trouble by itself.
 */
final class ChangeRateJudge implements Judge {

    private static final int MINUTE = 60;
    private static final int NEEDED = 20;
    private static final double CLOSE_AT = 0.8;
    private static final double NOISE_SCALES = 4;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        Recent recent = memory.recent();
        if (recent.size() < NEEDED || !measured.restsOn(0)) {
            return Judgement.UNKNOWN;
        }
        double now = measured.own().value();
        double[] minute = Arrays.copyOf(recent.numerators(), recent.size());
        double before = Baseline.median(minute);
        double larger = spec.direction() == Direction.HIGH ? now : before;
        double smaller = spec.direction() == Direction.HIGH ? before : now;
        // A trickle doubles by chance all the time: only what stands out of the minute's own noise counts.
        double noise = NOISE_SCALES * Baseline.deviation(minute, before);
        boolean matters =
                larger - smaller >= Math.max(spec.minDelta(), noise) && Math.max(now, before) >= spec.minWeight();
        double factor = matters ? larger / Math.max(smaller, 1e-9) : 1;
        String because =
                spec.signal().name() + " is " + Judge.text(now) + ", over the last minute " + Judge.text(before);
        return Judgement.of(
                factor, spec.threshold(), CLOSE_AT, now, before / spec.threshold(), before * spec.threshold(), because);
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        if (!measured.restsOn(0)) {
            return memory;
        }
        Reading value = new Reading(Signal.Kind.GAUGE, measured.own().value(), 1);
        return memory.learned(memory.baseline(), memory.recent().with(value, MINUTE));
    }
}
