package io.traas.detector.detect;

import io.traas.model.DetectorSpec;

/** Nothing heard at all, not even that a scrape failed. */
final class NoDataJudge implements Judge {

    @Override
    public Judgement judge(DetectorSpec spec, Measured measured, SeriesMemory memory) {
        if (measured.missed() == 0) {
            return Judgement.clean(0, 0, 0, "data arrives");
        }
        String because = "no data at all for " + measured.missed() + " points";
        return new Judgement(Judgement.Outcome.BREACH, measured.missed(), 0, 0, 1, because);
    }
}
