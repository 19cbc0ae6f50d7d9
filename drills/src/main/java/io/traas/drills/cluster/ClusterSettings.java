package io.traas.drills.cluster;

import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;

/**
 * How a practice cluster is set up.
 *
 * @param port loopback port of the Kubernetes API; 0 takes a free one
 * @param nodes number of nodes, spread over zones z1, z2, z3 in turn; named n1, n2, ...
 * @param images which command line an image stands for
 * @param workDirectory where logs, pod volumes and the service directory live; created at start, removed at close
 * @param clock the time written into objects
 * @param timings the delays of the cluster
 * @param access who may do what
 */
public record ClusterSettings(
        int port,
        int nodes,
        ImageCatalog images,
        Path workDirectory,
        Clock clock,
        ClusterTimings timings,
        AccessRules access) {

    public ClusterSettings {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port must be 0 (any) to 65535, was " + port);
        }
        if (nodes < 1 || nodes > 100) {
            throw new IllegalArgumentException("nodes must be 1 to 100, was " + nodes);
        }
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(workDirectory, "workDirectory");
        Objects.requireNonNull(clock, "clock");
        Objects.requireNonNull(timings, "timings");
        Objects.requireNonNull(access, "access");
    }

    /** Six nodes in three zones, a free port, real delays, everybody may do everything. */
    public static ClusterSettings of(ImageCatalog images, Path workDirectory) {
        return new ClusterSettings(
                0, 6, images, workDirectory, Clock.systemUTC(), ClusterTimings.real(), AccessRules.everything());
    }

    public ClusterSettings withPort(int newPort) {
        return new ClusterSettings(newPort, nodes, images, workDirectory, clock, timings, access);
    }

    public ClusterSettings withNodes(int newNodes) {
        return new ClusterSettings(port, newNodes, images, workDirectory, clock, timings, access);
    }

    public ClusterSettings withTimings(ClusterTimings newTimings) {
        return new ClusterSettings(port, nodes, images, workDirectory, clock, newTimings, access);
    }

    public ClusterSettings withAccess(AccessRules newAccess) {
        return new ClusterSettings(port, nodes, images, workDirectory, clock, timings, newAccess);
    }
}
