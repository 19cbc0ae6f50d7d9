package io.traas.drills.cluster.kubelet;

import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.ImageCatalog;
import io.traas.drills.cluster.container.ContainerRuntime;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.write.Registry;
import java.net.http.HttpClient;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;

/**
 * What all kubelets of a cluster share.
 *
 * @param registry where they read pods and write status
 * @param events where they tell what they did
 * @param runtime starts containers
 * @param images finds the command line of an image
 * @param timings delays
 * @param thread the one thread on which all kubelets work
 * @param probes asks containers how they are
 * @param directories where pods keep their files
 * @param addresses of pods
 * @param running all running containers
 */
record KubeletServices(
        Registry registry,
        EventRecorder events,
        ContainerRuntime runtime,
        ImageCatalog images,
        ClusterTimings timings,
        ScheduledExecutorService thread,
        HttpClient probes,
        PodDirectories directories,
        PodAddresses addresses,
        RunningContainers running) {

    KubeletServices {
        Objects.requireNonNull(registry, "registry");
        Objects.requireNonNull(events, "events");
        Objects.requireNonNull(runtime, "runtime");
        Objects.requireNonNull(images, "images");
        Objects.requireNonNull(timings, "timings");
        Objects.requireNonNull(thread, "thread");
        Objects.requireNonNull(probes, "probes");
        Objects.requireNonNull(directories, "directories");
        Objects.requireNonNull(addresses, "addresses");
        Objects.requireNonNull(running, "running");
    }
}
