/**
 * The crash drill: the platform's acting stage, as real processes, is killed, stopped and cut off at every boundary it
 * knows, and what it did is held against what it wrote down. Speaks to it over its topics and the cluster only.
 */
package io.traas.drills.crash;
