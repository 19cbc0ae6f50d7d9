package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.traas.model.Ids;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What matters of ConfigMaps: which keys change, and which workloads read them. Pure; knows no values. */
public final class ConfigMaps {

    private ConfigMaps() {}

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /**
     * The same object with a fingerprint in place of each value: enough to see that a key changed. Annotations go, since
     * tools keep whole copies of the object in them.
     */
    public static ConfigMap withoutValues(ConfigMap configMap) {
        return new ConfigMapBuilder(configMap)
                .editMetadata()
                .withAnnotations(Map.of())
                .endMetadata()
                .withData(fingerprints(configMap.getData()))
                .withBinaryData(fingerprints(configMap.getBinaryData()))
                .build();
    }

    private static Map<String, String> fingerprints(Map<String, String> values) {
        Map<String, String> fingerprints = new TreeMap<>();
        if (values != null) {
            values.forEach((key, value) -> fingerprints.put(key, Ids.of("value", value == null ? "" : value)));
        }
        return fingerprints;
    }

    /** Names of keys that were added, removed or given another value, sorted. */
    static Set<String> changedKeys(ConfigMap before, ConfigMap after) {
        Map<String, String> old = entries(before);
        Map<String, String> now = entries(after);
        return Stream.concat(old.keySet().stream(), now.keySet().stream())
                .filter(key -> !Objects.equals(old.get(key), now.get(key)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, String> entries(ConfigMap configMap) {
        Map<String, String> entries = new TreeMap<>();
        Stream.of(configMap.getData(), configMap.getBinaryData())
                .filter(Objects::nonNull)
                .forEach(entries::putAll);
        return entries;
    }

    /** Names of the ConfigMaps that the pods of a workload read: as files, or as environment at their start. */
    static Set<String> readBy(Deployment deployment) {
        PodSpec spec = deployment.getSpec().getTemplate().getSpec();
        List<String> names = new ArrayList<>();
        if (spec == null) {
            return Set.of();
        }
        spec.getVolumes().forEach(volume -> {
            if (volume.getConfigMap() != null) {
                names.add(volume.getConfigMap().getName());
            }
            if (volume.getProjected() != null) {
                volume.getProjected().getSources().stream()
                        .filter(source -> source.getConfigMap() != null)
                        .forEach(source -> names.add(source.getConfigMap().getName()));
            }
        });
        Stream.concat(spec.getInitContainers().stream(), spec.getContainers().stream())
                .forEach(container -> names.addAll(environmentOf(container)));
        return names.stream().filter(Objects::nonNull).collect(Collectors.toSet());
    }

    private static List<String> environmentOf(Container container) {
        List<String> names = new ArrayList<>();
        container.getEnvFrom().stream()
                .filter(source -> source.getConfigMapRef() != null)
                .forEach(source -> names.add(source.getConfigMapRef().getName()));
        container.getEnv().stream()
                .filter(variable -> variable.getValueFrom() != null
                        && variable.getValueFrom().getConfigMapKeyRef() != null)
                .forEach(variable ->
                        names.add(variable.getValueFrom().getConfigMapKeyRef().getName()));
        return names;
    }
}
