package io.traas.remediation.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.wire.Json;
import io.traas.remediation.simulation.ApiCall.Answer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * An API server as far as the platform talks to it: objects with uid and resourceVersion, patches, deletions and
 * evictions with their preconditions, dry runs, disruption budgets, and the admission policy that refuses a fence lower
 * than the one on the object. Knows nothing of time and networks; carries out one call at a time. What changed by a call
 * of the platform is told to the listener.
 */
final class SimulatedApi {

    static final String FENCE = "traas.io/fence";
    static final String WRITTEN_FOR = "traas.io/written-for";
    static final String INTENT = "traas.io/intent";

    /** Of a pod that was not ready: nothing but its uid bars it. */
    static final String EVICT_UNREADY = "evict unready";

    private static final String PODS = "/pods/";
    private static final String EVICTION = "/eviction";

    /**
     * A change that a call of the platform made.
     *
     * @param path of the object
     * @param uid of the object
     * @param key of the intent, as the call named it; empty for a deletion, which cannot name one
     * @param fence epoch the call named, 0 for none
     * @param verb patch, delete, evict, {@value #EVICT_UNREADY}
     * @param mark true when nothing but the platform's own marks changed
     * @param arrivedAt when the server carried it out
     */
    record Effect(
            ApiCall call,
            String path,
            String uid,
            String key,
            long fence,
            String verb,
            boolean mark,
            Instant arrivedAt) {}

    private final Map<String, ObjectNode> objects = new TreeMap<>();
    private final List<Effect> effects = new ArrayList<>();
    private final Map<String, Set<Integer>> replicaCounts = new TreeMap<>();
    private final Baton baton;
    private Consumer<Effect> listener = effect -> {};
    private long version = 100;
    private int uids;

    SimulatedApi(Baton baton) {
        this.baton = baton;
    }

    void listen(Consumer<Effect> to) {
        listener = to;
    }

    List<Effect> effects() {
        return effects;
    }

    // --- for whoever else changes objects: people and controllers ----------------------------------------------------

    ObjectNode create(String path, String name, String kind, String apiVersion) {
        ObjectNode object =
                Json.mapper().createObjectNode().put("apiVersion", apiVersion).put("kind", kind);
        String[] parts = path.split("/namespaces/");
        ObjectNode meta = object.putObject("metadata")
                .put("name", name)
                .put("uid", "uid-" + name + "-" + ++uids)
                .put("resourceVersion", Long.toString(++version))
                .put("generation", 1);
        if (parts.length > 1) {
            meta.put("namespace", parts[1].substring(0, parts[1].indexOf('/')));
        }
        meta.putObject("labels");
        meta.putObject("annotations");
        objects.put(path, object);
        return object;
    }

    /** Null when there is none. */
    ObjectNode get(String path) {
        return objects.get(path);
    }

    List<ObjectNode> list(String collection) {
        List<ObjectNode> found = new ArrayList<>();
        objects.forEach((path, object) -> {
            if (path.startsWith(collection + "/") && path.indexOf('/', collection.length() + 1) < 0) {
                found.add(object);
            }
        });
        return found;
    }

    /** Changes the object if it exists, and its version with it. */
    void change(String path, Consumer<ObjectNode> how) {
        ObjectNode object = objects.get(path);
        if (object != null) {
            noteReplicas(path, object);
            how.accept(object);
            noteReplicas(path, object);
            meta(object).put("resourceVersion", Long.toString(++version));
        }
    }

    private void noteReplicas(String path, ObjectNode object) {
        if (object.path("spec").has("replicas")) {
            replicaCounts
                    .computeIfAbsent(path, unused -> new TreeSet<>())
                    .add(object.path("spec").path("replicas").asInt());
        }
    }

    /** Whether the object at the path was to have so many replicas at some time, whoever wanted it. */
    boolean wasScaledTo(String path, int replicas) {
        ObjectNode now = objects.get(path);
        return replicaCounts.getOrDefault(path, Set.of()).contains(replicas)
                || now != null && now.path("spec").path("replicas").asInt() == replicas;
    }

    boolean hasUid(String uid) {
        return objects.values().stream().anyMatch(object -> uid(object).equals(uid));
    }

    void remove(String path) {
        objects.remove(path);
        version++;
    }

    /** Another one whenever anything has changed. */
    long version() {
        return version;
    }

    static ObjectNode meta(JsonNode object) {
        return (ObjectNode) object.get("metadata");
    }

    static String uid(JsonNode object) {
        return object.path("metadata").path("uid").asText();
    }

    static long fenceOf(JsonNode object) {
        return object.path("metadata").path("annotations").path(FENCE).asLong(0);
    }

    // --- for the platform --------------------------------------------------------------------------------------------

    Answer handle(ApiCall call) {
        return switch (call.method()) {
            case "GET" -> read(call);
            case "PATCH" -> patch(call);
            case "DELETE" -> delete(call, call.path(), call.body());
            case "POST" -> post(call);
            default -> refusal(405, "MethodNotAllowed", call.method() + " is not known here");
        };
    }

    private Answer read(ApiCall call) {
        ObjectNode object = objects.get(call.path());
        if (object != null) {
            return new Answer(200, object.deepCopy());
        }
        String last = call.path().substring(call.path().lastIndexOf('/') + 1);
        if (!last.endsWith("s") || objects.keySet().stream().noneMatch(path -> path.startsWith(call.path() + "/"))) {
            return isCollection(last) ? new Answer(200, listOf(call.path())) : notFound(call.path());
        }
        return new Answer(200, listOf(call.path()));
    }

    private static boolean isCollection(String last) {
        return List.of("pods", "deployments", "replicasets", "services", "horizontalpodautoscalers", "nodes")
                .contains(last);
    }

    private ObjectNode listOf(String collection) {
        ObjectNode list =
                Json.mapper().createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.putObject("metadata").put("resourceVersion", Long.toString(version));
        list.putArray("items")
                .addAll(list(collection).stream().map(ObjectNode::deepCopy).toList());
        return list;
    }

    private Answer patch(ApiCall call) {
        ObjectNode before = objects.get(call.path());
        if (before == null) {
            return notFound(call.path());
        }
        ObjectNode after = before.deepCopy();
        try {
            if (call.patchType().contains("json-patch")) {
                Patches.apply(after, call.body());
            } else {
                Patches.merge(after, call.body());
            }
        } catch (Patches.FailedException e) {
            return refusal(422, "Invalid", e.getMessage());
        }
        if (!uid(after).equals(uid(before))) {
            return refusal(422, "Invalid", "metadata.uid: field is immutable");
        }
        if (!meta(after).path("resourceVersion").equals(meta(before).path("resourceVersion"))) {
            return refusal(409, "Conflict", "the object has been modified; please apply your changes to the latest");
        }
        if (fenceOf(after) < fenceOf(before)) {
            return refusal(
                    403,
                    "Forbidden",
                    "ValidatingAdmissionPolicy 'traas-fence' denied request: the fence " + fenceOf(after)
                            + " is lower than " + fenceOf(before));
        }
        if (!call.isDryRun() && !after.equals(before)) {
            store(call, before, after);
        }
        return new Answer(200, after.deepCopy());
    }

    private void store(ApiCall call, ObjectNode before, ObjectNode after) {
        ObjectNode meta = meta(after);
        meta.put("resourceVersion", Long.toString(++version));
        if (!after.path("spec").equals(before.path("spec"))) {
            meta.put("generation", meta.path("generation").asLong() + 1);
        }
        objects.put(call.path(), after);
        noteReplicas(call.path(), before);
        noteReplicas(call.path(), after);
        String named = call.body().toString();
        String key = meta.path("annotations").path(INTENT).asText("");
        long fence = named.contains(FENCE) ? fenceOf(after) : 0;
        note(new Effect(
                call,
                call.path(),
                uid(after),
                key,
                fence,
                "patch",
                withoutMarks(after).equals(withoutMarks(before)),
                baton.now()));
    }

    private static ObjectNode withoutMarks(ObjectNode object) {
        ObjectNode bare = object.deepCopy();
        ObjectNode meta = meta(bare);
        meta.remove("resourceVersion");
        if (meta.get("annotations") instanceof ObjectNode annotations) {
            annotations.remove(List.of(FENCE, WRITTEN_FOR, INTENT));
        }
        return bare;
    }

    private Answer delete(ApiCall call, String path, JsonNode options) {
        ObjectNode object = objects.get(path);
        if (object == null) {
            return notFound(path);
        }
        JsonNode wanted = options == null ? Json.mapper().createObjectNode() : options.path("preconditions");
        for (String field : List.of("uid", "resourceVersion")) {
            String is = meta(object).path(field).asText();
            if (wanted.has(field) && !wanted.get(field).asText().equals(is)) {
                return refusal(
                        409,
                        "Conflict",
                        "Precondition failed: " + field + " in precondition: "
                                + wanted.get(field).asText() + ", in object: " + is);
            }
        }
        if (!call.isDryRun() && !meta(object).has("deletionTimestamp")) {
            meta(object).put("deletionTimestamp", baton.now().toString());
            meta(object).put("resourceVersion", Long.toString(++version));
            boolean evicted = call.path().endsWith(EVICTION);
            String verb = !evicted ? "delete" : isReady(object) ? "evict" : EVICT_UNREADY;
            note(new Effect(call, path, uid(object), "", 0, verb, false, baton.now()));
        }
        return new Answer(200, object.deepCopy());
    }

    private Answer post(ApiCall call) {
        if (call.path().endsWith(EVICTION) && call.path().contains(PODS)) {
            String pod = call.path().substring(0, call.path().length() - EVICTION.length());
            if (objects.containsKey(pod) && !budgetAllows(objects.get(pod))) {
                return refusal(429, "TooManyRequests", "Cannot evict pod as it would violate the disruption budget");
            }
            JsonNode options = call.body().path("deleteOptions").deepCopy();
            if (objects.containsKey(pod)
                    && !isReady(objects.get(pod))
                    && options.get("preconditions") instanceof ObjectNode at) {
                // A real server puts the version it has just read in its place, for a pod that no budget counts.
                at.remove("resourceVersion");
            }
            return delete(call, pod, options);
        }
        return new Answer(201, call.body());
    }

    private static boolean isReady(ObjectNode pod) {
        for (JsonNode condition : pod.at("/status/conditions")) {
            if (condition.path("type").asText().equals("Ready")) {
                return condition.path("status").asText().equals("True");
            }
        }
        return false;
    }

    /** A budget of one pod of each workload. */
    private boolean budgetAllows(ObjectNode pod) {
        String app = pod.at("/metadata/labels/app").asText();
        String collection =
                "/api/v1/namespaces/" + pod.at("/metadata/namespace").asText() + "/pods";
        return list(collection).stream()
                .filter(other -> other.at("/metadata/labels/app").asText().equals(app))
                .noneMatch(other -> meta(other).has("deletionTimestamp"));
    }

    private void note(Effect effect) {
        effects.add(effect);
        listener.accept(effect);
    }

    private static Answer notFound(String path) {
        return refusal(404, "NotFound", path + " not found");
    }

    static Answer refusal(int status, String reason, String message) {
        ObjectNode body = Json.mapper()
                .createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", message.replace('\n', ' '))
                .put("reason", reason)
                .put("code", status);
        if (status == 429) {
            body.putObject("details")
                    .putArray("causes")
                    .addObject()
                    .put("reason", reason.toLowerCase(Locale.ROOT).contains("many") ? "DisruptionBudget" : reason);
        }
        return new Answer(status, body);
    }
}
