package io.traas.detector.scan;

import io.traas.detector.ensemble.SeriesDetector.Finding;
import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.DetectorSpec;
import io.traas.model.Lifecycle;
import io.traas.model.SampleBatch;
import io.traas.model.Series;
import java.time.Instant;

/** What is told when a scrape shows something for the first time. */
record Opening(DetectorSpec spec, SampleBatch batch) {

    Anomaly of(Series series, AnomalyKind kind, double observed, Finding finding, String because) {
        Instant at = batch.observedAt();
        return new Anomaly(
                Anomaly.idOf(series, spec.id(), at),
                Lifecycle.OPENED,
                series,
                batch.workload(),
                batch.node(),
                spec.id(),
                kind,
                spec.failureClass(),
                at,
                at,
                observed,
                finding.low(),
                finding.high(),
                finding.score(),
                spec.severity(),
                1,
                because);
    }
}
