package io.traas.drills.cluster.kubelet;

import io.traas.drills.cluster.container.ContainerSpec;
import io.traas.drills.cluster.container.RunningContainer;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every container that runs now, for those who look at processes from outside and for the last clean-up. Thread-safe.
 */
final class RunningContainers {

    private record Place(String namespace, String pod, String container) {}

    private final Map<Place, RunningContainer> running = new ConcurrentHashMap<>();

    void add(ContainerSpec spec, RunningContainer container) {
        running.put(new Place(spec.namespace(), spec.pod(), spec.container()), container);
    }

    void remove(ContainerSpec spec, RunningContainer container) {
        running.remove(new Place(spec.namespace(), spec.pod(), spec.container()), container);
    }

    OptionalLong pid(String namespace, String pod) {
        return running.entrySet().stream()
                .filter(entry -> entry.getKey().namespace().equals(namespace)
                        && entry.getKey().pod().equals(pod))
                .mapToLong(entry -> entry.getValue().pid())
                .findFirst();
    }

    Map<String, Long> pids() {
        Map<String, Long> pids = new TreeMap<>();
        running.forEach((place, container) -> pids.put(place.namespace() + "/" + place.pod(), container.pid()));
        return pids;
    }

    void killAll() {
        running.values().forEach(RunningContainer::kill);
    }
}
