/** Measures detection on labelled series. Knows nothing of how detection works. */
package io.traas.detector.quality;
