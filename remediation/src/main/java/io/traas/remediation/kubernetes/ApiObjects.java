package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Reason;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads and patches objects of every kind alike, those of custom resources too. Thread-safe. */
final class ApiObjects {

    private final KubernetesClient client;

    ApiObjects(KubernetesClient client) {
        this.client = client;
    }

    /** Empty only when the server says that there is none; a failed read is an exception. */
    Optional<ApiObject> find(ObjectKind kind, String namespace, String name) {
        String body = client.raw(kind.path(namespace) + "/" + name);
        return Optional.ofNullable(body).map(text -> new ApiObject(kind, parsed(text)));
    }

    /** The same, or a refusal that says what is missing: the object, or its kind on this cluster. */
    ApiObject required(ObjectKind kind, String namespace, String name) {
        return find(kind, namespace, name)
                .orElseThrow(() -> RefusedException.denied(Reason.NOT_FOUND, missing(kind, namespace, name)));
    }

    private String missing(ObjectKind kind, String namespace, String name) {
        return client.supports(kind.apiVersion(), kind.kind())
                ? kind.kind() + " " + (namespace.isEmpty() ? "" : namespace + "/") + name + " does not exist"
                : "this cluster does not serve " + kind.kind() + " of " + kind.apiVersion()
                        + ", which the platform writes";
    }

    /** Those with the label {@code name=value}. A kind the cluster does not know has none. */
    List<ApiObject> labelled(ObjectKind kind, String namespace, String label) {
        String body =
                client.raw(kind.path(namespace) + "?labelSelector=" + URLEncoder.encode(label, StandardCharsets.UTF_8));
        List<ApiObject> found = new ArrayList<>();
        if (body != null) {
            for (JsonNode item : parsed(body).path("items")) {
                found.add(new ApiObject(kind, (ObjectNode) item));
            }
        }
        return found;
    }

    /** A JSON merge patch; it must carry the version it was made for. Sent without reading the object again first. */
    void patch(ApiObject object, ObjectNode patch, boolean dryRun) {
        var all = client.genericKubernetesResources(object.kind().context());
        GenericKubernetesResource read =
                client.getKubernetesSerialization().convertValue(object.tree(), GenericKubernetesResource.class);
        var one =
                object.kind().namespaced() ? all.inNamespace(object.namespace()).resource(read) : all.resource(read);
        one.patch(Writes.context(PatchType.JSON_MERGE, dryRun), patch.toString());
    }

    private static ObjectNode parsed(String body) {
        try {
            return (ObjectNode) Json.mapper().readTree(body);
        } catch (JsonProcessingException | ClassCastException e) {
            throw new KubernetesClientException("the API server sent no JSON object", e);
        }
    }
}
