package io.traas.drills.cluster.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.AccessRules.Account;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.Refusal.Cause;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Eviction;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Patch;
import io.traas.drills.cluster.write.Registry;
import io.traas.drills.cluster.write.ScaleView;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The requests that change something: create, replace, patch, delete, scale, evict. */
final class ResourceWrites {

    private static final int LONGEST_MANAGER = 128;
    /** Kinds whose deletion answers with the object instead of a Status. */
    private static final Set<ResourceType> SHOWN_WHEN_DELETED = EnumSet.of(ResourceType.POD, ResourceType.SERVICE);
    /** Kinds that cannot be replaced without naming the version that is replaced. */
    private static final Set<ResourceType> NEED_VERSION =
            EnumSet.of(ResourceType.LEASE, ResourceType.POD_DISRUPTION_BUDGET);

    private final Registry registry;
    private final ScaleView scales;
    private final Eviction evictions;

    ResourceWrites(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.scales = new ScaleView(registry);
        this.evictions = new Eviction(registry);
    }

    ObjectNode scaleOf(ObjectKey key) {
        return scales.of(registry.get(key));
    }

    ApiResponse create(ApiRequest request, Account account, ResourcePath path, ResourceType type) {
        checkOptions(request, "CreateOptions");
        ObjectNode tree = parsed(request.body(), type);
        String namespace = tree.at("/metadata/namespace").asText();
        if (type.namespaced() && !namespace.isEmpty() && !namespace.equals(path.namespace())) {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
        readable(type, tree);
        StoredObject created =
                registry.create(type, path.namespace(), tree, author(request, account), request.isDryRun());
        return ApiResponse.json(201, created.text());
    }

    ApiResponse evict(ApiRequest request, Account account, ResourcePath path) {
        checkOptions(request, "CreateOptions");
        evictions.evict(
                path.key(),
                parsed(request.body(), path.type().orElseThrow()),
                author(request, account),
                request.isDryRun());
        return ApiResponse.json(201, success().put("code", 201));
    }

    ApiResponse replace(ApiRequest request, Account account, ResourcePath path, ResourceType type) {
        checkOptions(request, "UpdateOptions");
        ObjectNode wanted = parsed(request.body(), type);
        String name = wanted.at("/metadata/name").asText();
        if (!name.equals(path.name())) {
            throw Refusal.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + path.name() + ")");
        }
        if (path.subresource().equals("scale")) {
            return ApiResponse.json(
                    200, scales.update(path.key(), author(request, account), request.isDryRun(), current -> wanted));
        }
        readable(type, wanted);
        return edit(request, account, path, current -> {
            checkVersion(type, current, wanted);
            return wanted;
        });
    }

    ApiResponse patch(ApiRequest request, Account account, ResourcePath path, ResourceType type) {
        Patch patch;
        // That the object is missing comes before everything that is wrong with the patch.
        registry.get(path.key());
        patch = Patch.of(request.header("content-type"), request.body());
        checkOptions(request, "PatchOptions");
        if (path.subresource().equals("scale")) {
            return ApiResponse.json(
                    200,
                    scales.update(
                            path.key(),
                            author(request, account),
                            request.isDryRun(),
                            scale -> patch.applyTo(type, path.name(), scale)));
        }
        return edit(request, account, path, current -> {
            ObjectNode patched = patch.applyTo(type, path.name(), current);
            KubernetesJson.dropNulls(patched);
            readablePatch(type, patched);
            return patched;
        });
    }

    ApiResponse delete(ApiRequest request, ResourcePath path, ResourceType type) {
        checkOptions(request, "DeleteOptions");
        StoredObject deleted = registry.delete(path.key(), deletion(request));
        boolean stillThere = deleted.tree().at("/metadata/finalizers").size() > 0 || type == ResourceType.NAMESPACE;
        if (SHOWN_WHEN_DELETED.contains(type) || stillThere) {
            return ApiResponse.json(200, deleted.text());
        }
        ObjectNode status = success();
        ObjectNode details = status.putObject("details").put("name", path.name());
        if (!type.group().isEmpty()) {
            details.put("group", type.group());
        }
        details.put("kind", type.plural()).put("uid", deleted.uid());
        return ApiResponse.json(200, status);
    }

    /** Deletes all these objects, one by one. */
    ApiResponse deleteAll(ApiRequest request, List<StoredObject> objects, ObjectNode listBefore) {
        Deletion deletion = deletion(request);
        objects.forEach(object -> registry.delete(object.key(), deletion));
        return ApiResponse.json(200, listBefore);
    }

    private ApiResponse edit(ApiRequest request, Account account, ResourcePath path, UnaryOperator<ObjectNode> edit) {
        Part part = path.subresource().equals("status") ? Part.STATUS : Part.OBJECT;
        return ApiResponse.json(
                200,
                registry.update(path.key(), part, author(request, account), request.isDryRun(), edit)
                        .text());
    }

    private static Deletion deletion(ApiRequest request) {
        try {
            JsonNode options = KubernetesJson.parse(request.body());
            return Deletion.from(options, request.isDryRun());
        } catch (JsonProcessingException malformed) {
            throw Refusal.badRequest("couldn't get version/kind; json parse error: unexpected end of JSON input");
        }
    }

    private static Author author(ApiRequest request, Account account) {
        return Author.of(request.manager()).as(account.user());
    }

    private static void checkVersion(ResourceType type, ObjectNode current, ObjectNode wanted) {
        String name = current.at("/metadata/name").asText();
        String version = wanted.at("/metadata/resourceVersion").asText();
        if (version.isEmpty()) {
            if (NEED_VERSION.contains(type)) {
                // The real server names the plural here, and here only.
                throw Refusal.invalid(
                        type.group(),
                        type.plural(),
                        name,
                        List.of(Cause.invalid("metadata.resourceVersion", "0", "must be specified for an update")));
            }
            return;
        }
        if (!version.equals(current.at("/metadata/resourceVersion").asText())) {
            throw Refusal.modified(type, name);
        }
        String uid = wanted.at("/metadata/uid").asText();
        if (!uid.isEmpty() && !uid.equals(current.at("/metadata/uid").asText())) {
            throw Refusal.precondition(
                    type,
                    name,
                    "the UID in the precondition (" + uid + ") does not match the UID in record ("
                            + current.at("/metadata/uid").asText()
                            + "). The object might have been deleted and then recreated");
        }
    }

    private static void checkOptions(ApiRequest request, String kind) {
        String dryRun = request.parameter("dryRun");
        if (!dryRun.isEmpty() && !dryRun.equals("All")) {
            throw Refusal.invalid(
                    "meta.k8s.io", kind, "", List.of(Cause.unsupported("dryRun", "[\"" + dryRun + "\"]", "\"All\"")));
        }
        if (request.parameter("fieldManager").length() > LONGEST_MANAGER) {
            throw Refusal.invalid(
                    "meta.k8s.io",
                    kind,
                    "",
                    List.of(new Cause(
                            "FieldValueTooLong",
                            "Too long: may not be more than " + LONGEST_MANAGER + " bytes",
                            "fieldManager")));
        }
    }

    private static ObjectNode parsed(String body, ResourceType type) {
        try {
            if (KubernetesJson.parse(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JsonProcessingException malformed) {
            String start = body.length() > 30 ? body.substring(0, 30) : body;
            throw Refusal.badRequest("the object provided is unrecognized (must be of type " + type.kind()
                    + "): couldn't get version/kind; json parse error: unexpected end of JSON input ("
                    + start + " ...)");
        }
        throw Refusal.badRequest("the object provided is unrecognized (must be of type " + type.kind() + ")");
    }

    private static void readable(ResourceType type, ObjectNode tree) {
        try {
            KubernetesJson.model(tree, type.model());
        } catch (IllegalArgumentException wrongType) {
            throw Refusal.badRequest(type.kind() + " in version \"" + type.version() + "\" cannot be handled as a "
                    + type.kind() + ": " + firstLine(wrongType));
        }
    }

    private static void readablePatch(ResourceType type, ObjectNode tree) {
        try {
            KubernetesJson.model(tree, type.model());
        } catch (IllegalArgumentException wrongType) {
            String quoted = '"' + KubernetesJson.text(tree).replace("\"", "\\\"") + '"';
            throw Refusal.invalid("", "", "", List.of(Cause.invalid("patch", quoted, firstLine(wrongType))));
        }
    }

    private static String firstLine(IllegalArgumentException error) {
        return error.getMessage().lines().findFirst().orElse("");
    }

    private static ObjectNode success() {
        ObjectNode status = KubernetesJson.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        return status.put("status", "Success");
    }
}
