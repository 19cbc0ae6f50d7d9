package io.traas.detector.workload;

import io.traas.model.Target;

/**
 * Whether a pod that should answer does.
 *
 * @param up the last scrape succeeded
 * @param losing one of the last few scrapes failed
 */
public record Presence(Target pod, Target workload, String node, boolean up, boolean losing) {}
