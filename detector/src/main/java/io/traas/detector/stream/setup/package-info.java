/** How the job is run, whatever it detects: one description for the embedded cluster and for one of separate processes. */
package io.traas.detector.stream.setup;
