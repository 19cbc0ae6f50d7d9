/** Scores anybody's files with the shipped detector: {@code ./traas detect score}. */
package io.traas.detector.score;
