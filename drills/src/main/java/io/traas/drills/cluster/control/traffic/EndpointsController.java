package io.traas.drills.cluster.control.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.Ownership;
import io.traas.drills.cluster.control.PodState;
import io.traas.drills.cluster.read.LabelSelector;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps the EndpointSlice, and the older Endpoints, of every Service with a selector. */
public final class EndpointsController implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");
    static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Registry registry;

    public EndpointsController(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        return switch (change.type()) {
            case SERVICE -> List.of(change.key());
            case POD ->
                registry.store().list(ResourceType.SERVICE, change.key().namespace()).stream()
                        .map(StoredObject::key)
                        .toList();
            default -> List.of();
        };
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject service = registry.store().find(key).orElse(null);
        if (service == null) {
            ObjectKey endpoints = new ObjectKey(ResourceType.ENDPOINTS, key.namespace(), key.name());
            registry.store().find(endpoints).ifPresent(orphan -> registry.delete(orphan.key(), Deletion.plain()));
            return;
        }
        Map<String, String> wanted = new TreeMap<>();
        service.tree()
                .at("/spec/selector")
                .properties()
                .forEach(label -> wanted.put(label.getKey(), label.getValue().asText()));
        if (service.isTerminating() || wanted.isEmpty()) {
            return;
        }
        LabelSelector selector = LabelSelector.ofService(wanted);
        List<StoredObject> pods = registry.store().list(ResourceType.POD, service.namespace()).stream()
                .filter(pod -> selector.matches(pod.labels()))
                .filter(pod -> !PodState.isFinished(pod) && !ip(pod).isEmpty())
                .toList();
        writeSlice(service, pods);
        writeEndpoints(service, pods);
    }

    private void writeSlice(StoredObject service, List<StoredObject> pods) {
        ArrayNode endpoints = KubernetesJson.object().arrayNode();
        pods.forEach(pod -> endpoints.add(endpoint(service, pod)));
        ArrayNode ports = ports(service, pods);
        Optional<StoredObject> slice = registry.store().list(ResourceType.ENDPOINT_SLICE, service.namespace()).stream()
                .filter(candidate -> candidate.controllerUid().equals(service.uid()))
                .findFirst();
        if (slice.isPresent()) {
            registry.update(slice.get().key(), Part.OBJECT, AUTHOR, false, tree -> {
                tree.set("endpoints", endpoints);
                tree.set("ports", ports);
                return tree;
            });
            return;
        }
        ObjectNode tree = KubernetesJson.object();
        ObjectNode metadata = tree.putObject("metadata").put("generateName", service.name() + "-");
        metadata.putObject("labels")
                .put("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io")
                .put(SERVICE_NAME, service.name());
        metadata.putArray("ownerReferences").add(Ownership.of(service));
        tree.put("addressType", "IPv4");
        tree.set("endpoints", endpoints);
        tree.set("ports", ports);
        registry.create(ResourceType.ENDPOINT_SLICE, service.namespace(), tree, AUTHOR, false);
    }

    private ObjectNode endpoint(StoredObject service, StoredObject pod) {
        boolean serving = PodState.isReady(pod);
        boolean always = service.tree().at("/spec/publishNotReadyAddresses").asBoolean();
        ObjectNode endpoint = KubernetesJson.object();
        endpoint.putArray("addresses").add(ip(pod));
        endpoint.putObject("conditions")
                .put("ready", serving && !pod.isTerminating() || always)
                .put("serving", serving)
                .put("terminating", pod.isTerminating());
        endpoint.set("targetRef", reference(pod));
        endpoint.put("nodeName", PodState.node(pod));
        registry.store()
                .find(new ObjectKey(ResourceType.NODE, "", PodState.node(pod)))
                .map(node -> node.labels().get("topology.kubernetes.io/zone"))
                .ifPresent(zone -> endpoint.put("zone", zone));
        return endpoint;
    }

    private void writeEndpoints(StoredObject service, List<StoredObject> pods) {
        ObjectKey key = new ObjectKey(ResourceType.ENDPOINTS, service.namespace(), service.name());
        ArrayNode subsets = KubernetesJson.object().arrayNode();
        if (!pods.isEmpty()) {
            ObjectNode subset = subsets.addObject();
            for (StoredObject pod : pods) {
                boolean ready = PodState.isReady(pod) && !pod.isTerminating();
                ObjectNode address = subset.withArray(ready ? "/addresses" : "/notReadyAddresses")
                        .addObject();
                address.put("ip", ip(pod)).put("nodeName", PodState.node(pod));
                address.set("targetRef", reference(pod));
            }
            subset.set("ports", ports(service, pods));
        }
        if (registry.store().find(key).isEmpty()) {
            ObjectNode tree = KubernetesJson.object();
            tree.putObject("metadata").put("name", service.name());
            tree.set("subsets", subsets);
            registry.create(ResourceType.ENDPOINTS, service.namespace(), tree, AUTHOR, false);
        } else {
            registry.update(key, Part.OBJECT, AUTHOR, false, tree -> {
                tree.set("subsets", subsets);
                return tree;
            });
        }
    }

    private static ArrayNode ports(StoredObject service, List<StoredObject> pods) {
        ArrayNode ports = KubernetesJson.object().arrayNode();
        for (JsonNode port : service.tree().at("/spec/ports")) {
            ObjectNode target = ports.addObject();
            if (port.has("name")) {
                target.put("name", port.path("name").asText());
            }
            target.put("protocol", port.path("protocol").asText("TCP"));
            target.put("port", targetPort(port.path("targetPort"), pods));
        }
        return ports;
    }

    private static int targetPort(JsonNode wanted, List<StoredObject> pods) {
        if (!wanted.isTextual()) {
            return wanted.asInt();
        }
        for (StoredObject pod : pods) {
            for (JsonNode container : pod.tree().at("/spec/containers")) {
                for (JsonNode port : container.path("ports")) {
                    if (port.path("name").equals(wanted)) {
                        return port.path("containerPort").asInt();
                    }
                }
            }
        }
        return 0;
    }

    private static ObjectNode reference(StoredObject pod) {
        return KubernetesJson.object()
                .put("kind", "Pod")
                .put("namespace", pod.namespace())
                .put("name", pod.name())
                .put("uid", pod.uid());
    }

    private static String ip(StoredObject pod) {
        return pod.tree().at("/status/podIP").asText();
    }
}
