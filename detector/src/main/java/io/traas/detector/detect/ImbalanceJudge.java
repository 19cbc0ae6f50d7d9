package io.traas.detector.detect;

import io.traas.model.DetectorSpec;

/**
 * One pod does {@code threshold} times worse than its peers. Looks back as few points as hold {@code minWeight} (calls,
 * say), at most {@link #LOOK_BACK}: at once under load, later with a trickle.
 */
final class ImbalanceJudge implements Judge {

    private static final int LOOK_BACK = 10;
    /** Peers without a fault count as this bad, so that a single error against none is not infinitely worse. */
    private static final double PEER_FLOOR = 0.01;

    private static final double CLOSE_AT = 0.5;

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        boolean comparable = measured.own() != null
                && measured.peers() != null
                && Double.isFinite(measured.peers().value());
        if (!comparable || !Double.isFinite(measured.own().value())) {
            return Judgement.UNKNOWN;
        }
        Recent recent = memory.recent().with(measured.own(), LOOK_BACK);
        double numerator = 0;
        double weight = 0;
        for (int i = recent.size() - 1; i >= 0 && weight < spec.minWeight(); i--) {
            numerator += recent.numerators()[i];
            weight += recent.weights()[i];
        }
        if (weight < spec.minWeight() || weight <= 0) {
            return Judgement.UNKNOWN;
        }
        double share = numerator / weight;
        double peers = measured.peers().value();
        double limit = Math.max(spec.minDelta(), spec.threshold() * Math.max(peers, PEER_FLOOR));
        String because =
                spec.signal().name() + " of this pod is " + Judge.text(share) + ", of its peers " + Judge.text(peers);
        return Judgement.of(share, limit, CLOSE_AT, share, 0, limit, because);
    }

    @Override
    public SeriesMemory learn(DetectorSpec spec, Measured measured, SeriesMemory memory, boolean frozen) {
        boolean usable =
                measured.own() != null && Double.isFinite(measured.own().value());
        return usable ? memory.learned(memory.baseline(), memory.recent().with(measured.own(), LOOK_BACK)) : memory;
    }
}
