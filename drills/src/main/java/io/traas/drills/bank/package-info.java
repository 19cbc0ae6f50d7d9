/** The practice bank as a whole: its images and manifests, the processes beside the cluster, and the way back to normal. */
package io.traas.drills.bank;
