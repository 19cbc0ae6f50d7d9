package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.traas.model.ChangeEvent.ActorType;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Who changed an object, by the cluster's own record of field ownership.
 *
 * @param name field manager, {@code unknown} when the cluster keeps no record
 * @param at when, to the second; null when unknown
 */
record Actor(String name, ActorType type, Instant at) {

    private static final String UNKNOWN = "unknown";

    /** The owner of the field at the path ({@code "spec", "replicas"}) who wrote it last. */
    static Actor lastToTouch(HasMetadata object, List<String> personManagers, String... path) {
        return object.getMetadata().getManagedFields().stream()
                .filter(entry -> entry.getFieldsV1() != null && entry.getTime() != null)
                .filter(entry -> touches(entry, path))
                .max(Comparator.comparing(ManagedFieldsEntry::getTime))
                .map(entry -> of(entry, personManagers))
                .orElse(new Actor(UNKNOWN, ActorType.PIPELINE, null));
    }

    static ActorType typeOf(String manager, List<String> personManagers) {
        if (manager.startsWith("traas")) {
            return ActorType.PLATFORM;
        }
        if (manager.startsWith("kubectl") || personManagers.contains(manager)) {
            return ActorType.PERSON;
        }
        if (manager.equals("kube-controller-manager")
                || manager.equals("horizontal-pod-autoscaler")
                || manager.contains("-controller")) {
            return ActorType.CONTROLLER;
        }
        return ActorType.PIPELINE;
    }

    private static Actor of(ManagedFieldsEntry entry, List<String> personManagers) {
        String manager = entry.getManager() == null ? UNKNOWN : entry.getManager();
        return new Actor(manager, typeOf(manager, personManagers), Instant.parse(entry.getTime()));
    }

    private static boolean touches(ManagedFieldsEntry entry, String... path) {
        Object node = entry.getFieldsV1().getAdditionalProperties();
        for (String field : path) {
            node = node instanceof Map<?, ?> fields ? fields.get("f:" + field) : null;
        }
        return node != null;
    }
}
