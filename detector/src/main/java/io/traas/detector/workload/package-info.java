/**
 * One workload at a time: which of its pods count, what they add up to, and every detector applied to it once an
 * interval. Pure, like {@link io.traas.detector.detect}.
 */
package io.traas.detector.workload;
