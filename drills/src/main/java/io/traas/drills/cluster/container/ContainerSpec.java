package io.traas.drills.cluster.container;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One container to start.
 *
 * @param namespace namespace of its pod
 * @param pod name of its pod
 * @param container name within the pod
 * @param command program and arguments
 * @param environment variables added to those of this JVM
 * @param directory working directory
 * @param log file to which standard output and error are appended
 */
public record ContainerSpec(
        String namespace,
        String pod,
        String container,
        List<String> command,
        Map<String, String> environment,
        Path directory,
        Path log) {

    public ContainerSpec {
        Objects.requireNonNull(namespace, "namespace");
        Objects.requireNonNull(pod, "pod");
        Objects.requireNonNull(container, "container");
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
        Objects.requireNonNull(directory, "directory");
        Objects.requireNonNull(log, "log");
        if (command.isEmpty()) {
            throw new IllegalArgumentException("container " + container + " of pod " + pod + " has no command");
        }
    }
}
