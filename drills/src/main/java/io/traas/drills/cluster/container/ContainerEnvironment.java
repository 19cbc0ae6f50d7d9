package io.traas.drills.cluster.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/** Makes the environment variables of a container from its template: values, fields of the pod, ConfigMaps, Secrets. */
public final class ContainerEnvironment {

    private final ObjectStore store;

    public ContainerEnvironment(ObjectStore store) {
        this.store = Objects.requireNonNull(store, "store");
    }

    /** The variables; {@code podIp} is known before it stands in the pod's status. */
    public Map<String, String> of(StoredObject pod, JsonNode container, String podIp) throws ContainerConfigException {
        Map<String, String> variables = new HashMap<>();
        for (JsonNode source : container.path("envFrom")) {
            addAll(variables, pod.namespace(), source);
        }
        for (JsonNode variable : container.path("env")) {
            String name = variable.path("name").asText();
            JsonNode from = variable.path("valueFrom");
            if (from.has("fieldRef")) {
                variables.put(name, field(pod, from.at("/fieldRef/fieldPath").asText(), podIp));
            } else if (from.has("configMapKeyRef")) {
                addKey(variables, name, pod.namespace(), ResourceType.CONFIG_MAP, from.path("configMapKeyRef"));
            } else if (from.has("secretKeyRef")) {
                addKey(variables, name, pod.namespace(), ResourceType.SECRET, from.path("secretKeyRef"));
            } else {
                variables.put(name, expanded(variable.path("value").asText(), variables));
            }
        }
        return variables;
    }

    /** Replaces {@code $(NAME)} by the variable's value; unknown names stay as they are. */
    public static String expanded(String text, Map<String, String> variables) {
        String result = text;
        for (Map.Entry<String, String> variable : variables.entrySet()) {
            result = result.replace("$(" + variable.getKey() + ")", variable.getValue());
        }
        return result;
    }

    private void addAll(Map<String, String> variables, String namespace, JsonNode source)
            throws ContainerConfigException {
        boolean secret = source.has("secretRef");
        JsonNode reference = source.path(secret ? "secretRef" : "configMapRef");
        ResourceType type = secret ? ResourceType.SECRET : ResourceType.CONFIG_MAP;
        StoredObject object = find(namespace, type, reference);
        if (object != null) {
            String prefix = source.path("prefix").asText();
            object.tree()
                    .path("data")
                    .properties()
                    .forEach(entry -> variables.put(
                            prefix + entry.getKey(),
                            decoded(type, entry.getValue().asText())));
        }
    }

    private void addKey(
            Map<String, String> variables, String name, String namespace, ResourceType type, JsonNode reference)
            throws ContainerConfigException {
        StoredObject object = find(namespace, type, reference);
        String key = reference.path("key").asText();
        JsonNode value = object == null ? null : object.tree().path("data").get(key);
        if (value != null) {
            variables.put(name, decoded(type, value.asText()));
        } else if (!reference.path("optional").asBoolean()) {
            throw new ContainerConfigException("couldn't find key " + key + " in " + type.kind() + " " + namespace + "/"
                    + reference.path("name").asText());
        }
    }

    private StoredObject find(String namespace, ResourceType type, JsonNode reference) throws ContainerConfigException {
        String name = reference.path("name").asText();
        StoredObject object = store.find(new ObjectKey(type, namespace, name)).orElse(null);
        if (object == null && !reference.path("optional").asBoolean()) {
            throw new ContainerConfigException(
                    type.plural().substring(0, type.plural().length() - 1) + " \"" + name + "\" not found");
        }
        return object;
    }

    private static String decoded(ResourceType type, String value) {
        return type == ResourceType.SECRET
                ? new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8)
                : value;
    }

    private static String field(StoredObject pod, String path, String podIp) {
        if (path.equals("status.podIP")) {
            return podIp;
        }
        if (path.startsWith("metadata.labels['") && path.endsWith("']")) {
            return pod.labels().getOrDefault(path.substring("metadata.labels['".length(), path.length() - 2), "");
        }
        if (path.startsWith("metadata.annotations['") && path.endsWith("']")) {
            return pod.annotation(path.substring("metadata.annotations['".length(), path.length() - 2));
        }
        return pod.tree().at("/" + path.replace('.', '/')).asText();
    }
}
