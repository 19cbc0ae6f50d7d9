package io.traas.drills.cluster.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.AccessRules.Account;
import io.traas.drills.cluster.read.ListQuery;
import io.traas.drills.cluster.read.Lists;
import io.traas.drills.cluster.read.WatchOptions;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The Kubernetes API without its transport: one request in, one answer out. The order of checks is that of a real
 * server: who asks, may they, does the resource exist, is the request well-formed, does the object exist. Thread-safe.
 */
final class ApiServer {

    private static final int LARGEST_BODY_BYTES = 3_145_728;

    private final Authorizer authorizer;
    private final Registry registry;
    private final Lists lists;
    private final ResourceWrites writes;

    ApiServer(Authorizer authorizer, Registry registry) {
        this.authorizer = Objects.requireNonNull(authorizer, "authorizer");
        this.registry = Objects.requireNonNull(registry, "registry");
        this.lists = new Lists(registry.store());
        this.writes = new ResourceWrites(registry);
    }

    static boolean isScalable(ResourceType type) {
        return type == ResourceType.DEPLOYMENT || type == ResourceType.REPLICA_SET || type == ResourceType.STATEFUL_SET;
    }

    ApiResponse answer(ApiRequest request) {
        try {
            if (request.mayComeFromAWebPage()) {
                throw Refusal.of(403, "Forbidden", "the practice cluster answers no web pages");
            }
            Account account = authorizer.accountOf(request);
            Optional<ApiResponse.Full> discovered = Discovery.answer(request.path());
            if (discovered.isPresent()) {
                return discovered.get();
            }
            Optional<ResourcePath> path = ResourcePath.of(request.path());
            return path.isPresent() ? resource(request, account, path.get()) : pageNotFound();
        } catch (Refusal refusal) {
            return ApiResponse.refusal(refusal);
        }
    }

    private ApiResponse resource(ApiRequest request, Account account, ResourcePath path) {
        if (path.group().equals(AccessReviews.GROUP)) {
            return review(request, account, path);
        }
        Authorizer.check(account, verb(request, path), path);
        if (!Discovery.knows(path.group())) {
            return pageNotFound();
        }
        ResourceType type = path.type().filter(found -> isServed(found, path)).orElseThrow(ApiServer::unknown);
        if (request.body().length() > LARGEST_BODY_BYTES) {
            throw Refusal.of(413, "RequestEntityTooLarge", "Request entity too large: limit is " + LARGEST_BODY_BYTES);
        }
        checkAccept(request.header("accept"));
        ApiResponse answer = switch (request.method()) {
            case "GET" -> path.isCollection() ? listOrWatch(request, path, type) : get(request, path, type);
            case "POST" -> post(request, account, path, type);
            case "PUT" -> path.isCollection() ? refuseMethod() : writes.replace(request, account, path, type);
            case "PATCH" -> path.isCollection() ? refuseMethod() : writes.patch(request, account, path, type);
            case "DELETE" -> delete(request, path, type);
            default -> refuseMethod();
        };
        boolean deprecated = type == ResourceType.ENDPOINTS;
        return deprecated && answer instanceof ApiResponse.Full full
                ? full.withHeader(
                        "Warning",
                        "299 - \"v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice\"")
                : answer;
    }

    private ApiResponse review(ApiRequest request, Account account, ResourcePath path) {
        if (!request.method().equals("POST")) {
            return refuseMethod();
        }
        try {
            JsonNode review = KubernetesJson.parse(request.body());
            return switch (path.plural()) {
                case "selfsubjectaccessreviews" -> ApiResponse.json(201, AccessReviews.access(account, review));
                case "selfsubjectrulesreviews" -> ApiResponse.json(201, AccessReviews.rules(account, review));
                default -> throw unknown();
            };
        } catch (JsonProcessingException malformed) {
            throw Refusal.badRequest("the object provided is unrecognized (must be of type SelfSubjectAccessReview)");
        }
    }

    private ApiResponse get(ApiRequest request, ResourcePath path, ResourceType type) {
        if (request.isWatch()) {
            return watch(request, new ListQuery(type, path.namespace(), "", "metadata.name=" + path.name()));
        }
        return switch (path.subresource()) {
            case "", "status" -> ApiResponse.json(200, registry.get(path.key()).text());
            case "scale" -> ApiResponse.json(200, writes.scaleOf(path.key()));
            default -> refuseMethod();
        };
    }

    private ApiResponse listOrWatch(ApiRequest request, ResourcePath path, ResourceType type) {
        ListQuery query = query(request, path, type);
        if (request.isWatch()) {
            return watch(request, query);
        }
        return ApiResponse.json(200, list(request, query));
    }

    private ObjectNode list(ApiRequest request, ListQuery query) {
        return lists.list(
                query,
                (int) number(request, "limit"),
                request.parameter("continue"),
                request.parameter("resourceVersion").equals("0") ? "" : request.parameter("resourceVersion"),
                request.parameter("resourceVersionMatch"));
    }

    private static ListQuery query(ApiRequest request, ResourcePath path, ResourceType type) {
        return new ListQuery(
                type, path.namespace(), request.parameter("labelSelector"), request.parameter("fieldSelector"));
    }

    private static ApiResponse watch(ApiRequest request, ListQuery query) {
        String version = request.parameter("resourceVersion");
        long seconds = number(request, "timeoutSeconds");
        return new ApiResponse.Watch(
                query,
                new WatchOptions(
                        version.isEmpty() ? OptionalLong.empty() : OptionalLong.of(number(request, "resourceVersion")),
                        request.flag("allowWatchBookmarks"),
                        request.flag("sendInitialEvents"),
                        seconds > 0 ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty()));
    }

    private ApiResponse post(ApiRequest request, Account account, ResourcePath path, ResourceType type) {
        if (path.subresource().equals("eviction")) {
            return writes.evict(request, account, path);
        }
        return path.isCollection() ? writes.create(request, account, path, type) : refuseMethod();
    }

    private ApiResponse delete(ApiRequest request, ResourcePath path, ResourceType type) {
        if (!path.subresource().isEmpty()) {
            return refuseMethod();
        }
        if (!path.isCollection()) {
            return writes.delete(request, path, type);
        }
        return registry.store().locked(() -> {
            ListQuery query = query(request, path, type);
            ObjectNode before = list(request, query);
            List<StoredObject> objects = registry.store().list(type, path.namespace()).stream()
                    .filter(query::matches)
                    .toList();
            return writes.deleteAll(request, objects, before);
        });
    }

    /** The verb permissions name. */
    static String verb(ApiRequest request, ResourcePath path) {
        return switch (request.method()) {
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> path.isCollection() ? "deletecollection" : "delete";
            default -> request.isWatch() ? "watch" : path.isCollection() ? "list" : "get";
        };
    }

    private static boolean isServed(ResourceType type, ResourcePath path) {
        boolean placed = type.namespaced()
                ? !path.namespace().isEmpty() || path.isCollection()
                : path.namespace().isEmpty();
        boolean subresource = switch (path.subresource()) {
            case "" -> true;
            case "status" -> type.hasStatus();
            case "scale" -> isScalable(type);
            case "eviction" -> type == ResourceType.POD;
            default -> false;
        };
        return placed && subresource;
    }

    private static void checkAccept(String accept) {
        if (!accept.isEmpty() && !accept.contains("json") && !accept.contains("*/*")) {
            throw Refusal.withEmptyDetails(
                    406,
                    "NotAcceptable",
                    "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml,"
                            + " application/vnd.kubernetes.protobuf");
        }
    }

    private static long number(ApiRequest request, String name) {
        String text = request.parameter(name);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException malformed) {
            throw Refusal.badRequest("invalid " + name + " \"" + text + "\": not a number");
        }
    }

    private static ApiResponse refuseMethod() {
        throw Refusal.withEmptyDetails(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    private static Refusal unknown() {
        return Refusal.withEmptyDetails(404, "NotFound", "the server could not find the requested resource");
    }

    private static ApiResponse pageNotFound() {
        return ApiResponse.text(404, "404 page not found\n");
    }
}
