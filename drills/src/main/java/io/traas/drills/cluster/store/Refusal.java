package io.traas.drills.cluster.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** A request that is answered with a failure Status, in the words of a real API server. */
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Why a field was refused.
     *
     * @param reason such as {@code FieldValueInvalid}
     * @param message such as {@code Invalid value: -1: must be greater than or equal to 0}
     * @param field path such as {@code spec.replicas}
     */
    public record Cause(String reason, String message, String field) {

        public static Cause invalid(String field, String value, String why) {
            return new Cause("FieldValueInvalid", "Invalid value: " + value + ": " + why, field);
        }

        public static Cause required(String field, String why) {
            return new Cause("FieldValueRequired", why.isEmpty() ? "Required value" : "Required value: " + why, field);
        }

        public static Cause unsupported(String field, String value, String supported) {
            return new Cause(
                    "FieldValueNotSupported",
                    "Unsupported value: " + value + ": supported values: " + supported,
                    field);
        }
    }

    private final int code;
    private final transient ObjectNode status;
    private final int retryAfterSeconds;

    private Refusal(int code, ObjectNode status, int retryAfterSeconds) {
        super(status.path("message").asText(), null, false, false);
        this.code = code;
        this.status = status;
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** HTTP status code. */
    public int code() {
        return code;
    }

    /** The Status object of the answer. */
    public ObjectNode status() {
        return status;
    }

    /** Value of the Retry-After header, 0 for none. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    public static Refusal of(int code, String reason, String message) {
        return new Refusal(code, failure(code, reason, message), 0);
    }

    /** With a details object that is present and empty, as the server sends it now and then. */
    public static Refusal withEmptyDetails(int code, String reason, String message) {
        ObjectNode status = failure(code, reason, message);
        status.putObject("details");
        return new Refusal(code, status, 0);
    }

    public static Refusal badRequest(String message) {
        return of(400, "BadRequest", message);
    }

    public static Refusal notFound(ResourceType type, String name) {
        return named(404, "NotFound", type, name, type.qualifiedPlural() + " \"" + name + "\" not found");
    }

    public static Refusal alreadyExists(ResourceType type, String name) {
        return named(409, "AlreadyExists", type, name, type.qualifiedPlural() + " \"" + name + "\" already exists");
    }

    public static Refusal modified(ResourceType type, String name) {
        return named(
                409,
                "Conflict",
                type,
                name,
                "Operation cannot be fulfilled on " + type.qualifiedPlural() + " \"" + name
                        + "\": the object has been modified; please apply your changes to the latest version and try"
                        + " again");
    }

    /** A precondition of a delete that does not hold; names the kind where others name the resource. */
    public static Refusal precondition(ResourceType type, String name, String why) {
        ObjectNode status = failure(
                409,
                "Conflict",
                "Operation cannot be fulfilled on " + type.qualifiedKind() + " \"" + name + "\": " + why);
        ObjectNode details = status.putObject("details").put("name", name);
        group(details, type.group());
        details.put("kind", type.kind());
        return new Refusal(409, status, 0);
    }

    public static Refusal forbidden(String qualifiedPlural, String group, String plural, String name, String why) {
        String subject = name.isEmpty() ? qualifiedPlural : qualifiedPlural + " \"" + name + "\"";
        ObjectNode status = failure(403, "Forbidden", subject + " is forbidden: " + why);
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        group(details, group);
        details.put("kind", plural);
        return new Refusal(403, status, 0);
    }

    /** What an admission policy denies without a reason of its own: the words of a 403 under the code of a 422. */
    public static Refusal deniedByPolicy(ResourceType type, String name, String why) {
        ObjectNode status = failure(422, "Invalid", type.qualifiedPlural() + " \"" + name + "\" is forbidden: " + why);
        ObjectNode details = status.putObject("details").put("name", name);
        group(details, type.group());
        details.put("kind", type.plural()).putArray("causes").addObject().put("message", why);
        return new Refusal(422, status, 0);
    }

    public static Refusal namespaceTerminating(ResourceType type, String name, String namespace) {
        Refusal refusal = forbidden(
                type.qualifiedPlural(),
                type.group(),
                type.plural(),
                name,
                "unable to create new content in namespace " + namespace + " because it is being terminated");
        addCause(
                (ObjectNode) refusal.status.get("details"),
                new Cause(
                        "NamespaceTerminating",
                        "namespace " + namespace + " is being terminated",
                        "metadata.namespace"));
        return refusal;
    }

    /** 422 for the fields named by the causes. */
    public static Refusal invalid(String group, String kind, String name, List<Cause> causes) {
        String subject = (group.isEmpty() ? kind : kind + "." + group) + " \"" + name + "\"";
        List<String> texts = causes.stream()
                .map(cause -> cause.field() + ": " + cause.message())
                .distinct()
                .toList();
        String why = texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
        ObjectNode status = failure(422, "Invalid", subject + " is invalid: " + why);
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        group(details, group);
        if (!kind.isEmpty()) {
            details.put("kind", kind);
        }
        causes.forEach(cause -> addCause(details, cause));
        return new Refusal(422, status, 0);
    }

    public static Refusal invalid(ResourceType type, String name, List<Cause> causes) {
        return invalid(type.group(), type.kind(), name, causes);
    }

    /** 429 of an eviction that a budget does not allow; {@code retryAfterSeconds} 0 for no advice. */
    public static Refusal budget(String message, int retryAfterSeconds) {
        ObjectNode status =
                failure(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        ObjectNode details = status.putObject("details");
        details.putArray("causes").addObject().put("reason", "DisruptionBudget").put("message", message);
        if (retryAfterSeconds > 0) {
            details.put("retryAfterSeconds", retryAfterSeconds);
        }
        return new Refusal(429, status, retryAfterSeconds);
    }

    /** 504 of a list at a version that is not reached yet. */
    public static Refusal versionTooLarge(long asked, long current) {
        ObjectNode status =
                failure(504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + current);
        ObjectNode details = status.putObject("details");
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        return new Refusal(504, status, 1);
    }

    private static Refusal named(int code, String reason, ResourceType type, String name, String message) {
        ObjectNode status = failure(code, reason, message);
        ObjectNode details = status.putObject("details").put("name", name);
        group(details, type.group());
        details.put("kind", type.plural());
        return new Refusal(code, status, 0);
    }

    private static ObjectNode failure(int code, String reason, String message) {
        ObjectNode status = KubernetesJson.object();
        status.put("kind", "Status").put("apiVersion", "v1");
        status.putObject("metadata");
        status.put("status", "Failure").put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        return status.put("code", code);
    }

    private static void group(ObjectNode details, String group) {
        if (!group.isEmpty()) {
            details.put("group", group);
        }
    }

    private static void addCause(ObjectNode details, Cause cause) {
        details.withArray("/causes")
                .addObject()
                .put("reason", cause.reason())
                .put("message", cause.message())
                .put("field", cause.field());
    }
}
