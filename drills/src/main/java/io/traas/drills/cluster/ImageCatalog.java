package io.traas.drills.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What stands in for a container registry: an image name leads to the command line that starts it as a process.
 * A container's own {@code command} and {@code args} are appended. An image that is not in the catalogue leaves its
 * pod waiting with {@code ErrImagePull}, as a real registry would. Called from kubelet threads; must be thread-safe.
 */
@FunctionalInterface
public interface ImageCatalog {

    /** The program and its first arguments, or empty when there is no such image. */
    Optional<List<String>> commandFor(String image);
}
