/** What the ensemble is made of: each class one idea, knowing nothing of the others, of alerts or of thresholds. */
package io.traas.detector.ensemble.member;
