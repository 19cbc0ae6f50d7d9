package io.traas.drills.cluster.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ResourceType;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the server says about itself: version, health, groups and resources. */
final class Discovery {

    private static final String VERBS = "create,delete,get,list,patch,update,watch";

    private Discovery() {}

    /** The answer to a path that names no resource; empty if this is not one of them. */
    static Optional<ApiResponse.Full> answer(List<String> path) {
        String joined = String.join("/", path);
        switch (joined) {
            case "version":
                return Optional.of(ApiResponse.json(200, version()));
            case "healthz", "livez", "readyz":
                return Optional.of(ApiResponse.text(200, "ok"));
            case "api":
                return Optional.of(ApiResponse.json(200, coreVersions()));
            case "apis":
                return Optional.of(ApiResponse.json(200, groups()));
            default:
                boolean listing = path.size() == 2 && path.get(0).equals("api")
                        || path.size() == 3 && path.get(0).equals("apis");
                if (!listing) {
                    return Optional.empty();
                }
                String group = path.size() == 3 ? path.get(1) : "";
                return knows(group)
                        ? Optional.of(ApiResponse.json(200, resources(group, path.get(path.size() - 1))))
                        : Optional.empty();
        }
    }

    static boolean knows(String group) {
        return groupNames().contains(group) || group.isEmpty() || group.equals(AccessReviews.GROUP);
    }

    private static ObjectNode version() {
        return KubernetesJson.object()
                .put("major", "1")
                .put("minor", "36")
                .put("gitVersion", "v1.36.2")
                .put("gitTreeState", "practice cluster")
                .put("platform", "linux/amd64");
    }

    private static ObjectNode coreVersions() {
        ObjectNode versions = KubernetesJson.object().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        return versions;
    }

    private static Set<String> groupNames() {
        Set<String> names = new LinkedHashSet<>();
        Arrays.stream(ResourceType.values())
                .map(ResourceType::group)
                .filter(group -> !group.isEmpty())
                .forEach(names::add);
        return names;
    }

    private static ObjectNode groups() {
        ObjectNode list = KubernetesJson.object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        for (String name : groupNames()) {
            ObjectNode group = groups.addObject().put("name", name);
            ArrayNode versions = group.putArray("versions");
            Arrays.stream(ResourceType.values())
                    .filter(type -> type.group().equals(name))
                    .map(ResourceType::version)
                    .distinct()
                    .forEach(version -> versions.addObject()
                            .put("groupVersion", name + "/" + version)
                            .put("version", version));
            group.set("preferredVersion", versions.get(0));
        }
        return list;
    }

    private static ObjectNode resources(String group, String version) {
        ObjectNode list = KubernetesJson.object()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.isEmpty() ? version : group + "/" + version);
        ArrayNode resources = list.putArray("resources");
        Arrays.stream(ResourceType.values())
                .filter(type -> type.group().equals(group) && type.version().equals(version))
                .forEach(type -> {
                    resource(resources, type, type.plural(), type.kind(), VERBS);
                    if (type.hasStatus()) {
                        resource(resources, type, type.plural() + "/status", type.kind(), "get,patch,update");
                    }
                    if (type == ResourceType.POD) {
                        resource(resources, type, "pods/eviction", "Eviction", "create");
                    }
                    if (ApiServer.isScalable(type)) {
                        resource(resources, type, type.plural() + "/scale", "Scale", "get,patch,update");
                    }
                });
        return list;
    }

    private static void resource(ArrayNode resources, ResourceType type, String name, String kind, String verbs) {
        ObjectNode resource = resources
                .addObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", type.namespaced())
                .put("kind", kind);
        ArrayNode list = resource.putArray("verbs");
        List.of(verbs.split(",")).forEach(list::add);
    }
}
