package io.traas.detector.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the build left behind for clusters.
 *
 * @param flink folder of Flink's jars, the class path of its processes
 * @param job our job with everything it needs but Flink
 */
public record Home(Path flink, Path job) {

    /** @throws ClusterException when the build has not been there */
    public static Home of(Path checkout) {
        Path target = checkout.resolve("detector").resolve("target");
        Home home = new Home(target.resolve("flink"), target.resolve("detectors-job.jar"));
        if (!Files.isDirectory(home.flink) || !Files.isRegularFile(home.job)) {
            throw new ClusterException(
                    "neither " + home.flink + " nor " + home.job + " may be missing; run ./traas build");
        }
        return home;
    }
}
