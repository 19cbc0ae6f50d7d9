package io.traas.drills.cluster.kubelet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Files of pods below the cluster's work directory: a volume for the life of a pod, a log for a while longer. Used by
 * the kubelets' thread; {@link #log} by anybody.
 */
final class PodDirectories {

    private static final int LOGS_OF_PODS_GONE = 200;

    private final Path root;
    private final Deque<Path> oldLogs = new ArrayDeque<>();

    PodDirectories(Path root) {
        this.root = Objects.requireNonNull(root, "root");
    }

    /** Where the cluster writes the endpoints of services. */
    Path services() {
        return root.resolve("services");
    }

    /** The pod's own directory, made when missing. */
    Path volume(String uid) {
        try {
            return Files.createDirectories(root.resolve("volumes").resolve(uid));
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot make the volume of pod " + uid + " in " + root, failure);
        }
    }

    /** The file for what the pod's containers print. */
    Path log(String namespace, String pod) {
        return root.resolve("logs").resolve(namespace).resolve(pod + ".log");
    }

    /** Removes the volume now, and the log of the pod that has been gone for longest. */
    void podIsGone(String namespace, String pod, String uid) {
        deleteTree(root.resolve("volumes").resolve(uid));
        oldLogs.addLast(log(namespace, pod));
        if (oldLogs.size() > LOGS_OF_PODS_GONE) {
            deleteTree(oldLogs.removeFirst());
        }
    }

    /** Removes everything. */
    void deleteAll() {
        deleteTree(root);
    }

    private static void deleteTree(Path top) {
        if (!Files.exists(top)) {
            return;
        }
        try (Stream<Path> files = Files.walk(top)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException busy) {
            // A process on its way out may still write; what it leaves goes with the work directory.
            top.toFile().deleteOnExit();
        }
    }
}
