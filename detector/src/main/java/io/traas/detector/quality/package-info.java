/** How good the detector is, measured on labelled public data: figures by the published definitions, no tuning. */
package io.traas.detector.quality;
