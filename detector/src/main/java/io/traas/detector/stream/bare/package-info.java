/** A job that does nothing but move bytes, to measure the other one against. */
package io.traas.detector.stream.bare;
