package io.traas.detector.dryrun;

import io.traas.model.Anomaly;
import io.traas.model.Lifecycle;

/**
 * One anomaly from its opening to the last that was heard of it.
 *
 * @param opened with the value, the band and the reason it opened with
 * @param last equal to {@code opened} while there is nothing newer
 */
record Episode(Anomaly opened, Anomaly last) {

    Episode with(Anomaly news) {
        return new Episode(opened, news);
    }

    boolean isOpen() {
        return last.state() != Lifecycle.CLOSED;
    }
}
