package io.traas.detector.workload;

import io.traas.model.Target;

/**
 * Whether a pod that should answer does.
 *
 * @param heard a scrape of it, successful or not, reached us lately
 * @param up the last scrape succeeded, and lately
 * @param losing one of the last few scrapes failed, or none reached us
 */
public record Presence(Target pod, Target workload, String node, boolean heard, boolean up, boolean losing) {}
