/** What a detector would have said of the past: the job's own judging without the job, on what the topics still hold. */
package io.traas.detector.dryrun;
