package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/**
 * The rules of writing, the same for clients, controllers and kubelets: who may set which part, when the generation
 * counts, that a write without effect is none, what deletion means. Refusals are thrown as {@link Refusal}.
 * Thread-safe.
 */
public final class Registry {

    private static final String NAME_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private static final DateTimeFormatter PRECISE =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private final ObjectStore store;
    private final Clock clock;
    private final Defaults defaults;
    private final AdmissionPolicies policies;

    public Registry(ObjectStore store, Clock clock) {
        this.store = Objects.requireNonNull(store, "store");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.defaults = new Defaults();
        this.policies = new AdmissionPolicies(store);
    }

    public ObjectStore store() {
        return store;
    }

    /** Now, to the second, as timestamps of objects are written. */
    public String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    /** Now, to the microsecond, as leases are renewed. */
    public String preciseNow() {
        return PRECISE.format(clock.instant());
    }

    /** The object, or a 404. */
    public StoredObject get(ObjectKey key) {
        return store.find(key).orElseThrow(() -> Refusal.notFound(key.type(), key.name()));
    }

    /** Creates an object in this namespace (empty for cluster-wide ones); takes the tree over. */
    public StoredObject create(ResourceType type, String namespace, ObjectNode tree, Author author, boolean dryRun) {
        return store.locked(() -> {
            KubernetesJson.dropNulls(tree);
            ObjectNode metadata = KubernetesJson.child(tree, "metadata");
            String name = metadata.path("name").asText();
            if (metadata.has("resourceVersion")
                    && !metadata.path("resourceVersion").asText().isEmpty()) {
                throw Refusal.of(500, "", "resourceVersion should not be set on objects to be created");
            }
            if (name.isEmpty() && !metadata.path("generateName").asText().isEmpty()) {
                name = metadata.path("generateName").asText() + randomLetters(5);
                metadata.put("name", name);
            }
            if (type.namespaced()) {
                metadata.put("namespace", namespace);
            }
            refuseUnlessNamespaceIsOpen(type, namespace, name);
            tree.put("apiVersion", type.apiVersion()).put("kind", type.kind());
            defaults.fillIn(type, tree);
            Validation.ofCreation(type, tree);
            ObjectKey key = new ObjectKey(type, type.namespaced() ? namespace : "", name);
            policies.check(author, key, null, tree);
            if (store.find(key).isPresent()) {
                throw Refusal.alreadyExists(type, name);
            }
            Instant at = clock.instant();
            metadata.put("uid", UUID.randomUUID().toString());
            metadata.put("creationTimestamp", now());
            metadata.remove("resourceVersion");
            if (type.countsGenerations()) {
                metadata.put("generation", 1);
            }
            metadata.remove("managedFields");
            FieldOwners.record(null, tree, author, at);
            return dryRun ? StoredObject.unstored(key, tree) : store.put(key, tree);
        });
    }

    /**
     * Edits a copy of the object and stores it if that changed anything; the answer is the object as it stands then.
     * The edit sees the stored tree and must keep to the given part: the rest is put back.
     */
    public StoredObject update(
            ObjectKey key, Part part, Author author, boolean dryRun, UnaryOperator<ObjectNode> edit) {
        return store.locked(() -> {
            StoredObject before = get(key);
            ObjectNode after = edit.apply(before.copy());
            KubernetesJson.dropNulls(after);
            keepToPart(before.tree(), after, part, key.type());
            keepSystemFields(before.tree(), after);
            if (key.type() == ResourceType.SERVICE) {
                keepClusterAddress(before.tree(), KubernetesJson.child(after, "spec"));
            }
            defaults.fillIn(key.type(), after);
            if (part != Part.STATUS) {
                Validation.ofUpdate(key.type(), before.tree(), after);
            }
            Author writer = part == Part.STATUS ? author.writing("status") : author;
            policies.check(writer, key, before, after);
            if (sameContent(before.tree(), after)) {
                return before;
            }
            ObjectNode metadata = (ObjectNode) after.get("metadata");
            if (key.type().countsGenerations() && part == Part.OBJECT && countsAsNewGeneration(before, after)) {
                metadata.put("generation", before.generation() + 1);
            }
            FieldOwners.record(before.tree(), after, writer, clock.instant());
            if (dryRun) {
                return StoredObject.unstored(key, after);
            }
            if (before.isTerminating()
                    && metadata.path("finalizers").isEmpty()
                    && !before.tree().at("/metadata/finalizers").isEmpty()) {
                store.remove(key);
                return StoredObject.unstored(key, after);
            }
            return store.put(key, after);
        });
    }

    /** Sets one field of the status tree by edit, for controllers and kubelets. */
    public StoredObject updateStatus(ObjectKey key, Author author, UnaryOperator<ObjectNode> editStatus) {
        return update(key, Part.STATUS, author, false, tree -> {
            tree.set("status", editStatus.apply(KubernetesJson.child(tree, "status")));
            return tree;
        });
    }

    /** Deletes the object or begins to; the answer is its last or its terminating state. */
    public StoredObject delete(ObjectKey key, Deletion deletion) {
        return store.locked(() -> {
            StoredObject current = get(key);
            checkPreconditions(current, deletion);
            int grace = graceSeconds(current, deletion);
            if (deletion.orphan() && !deletion.dryRun()) {
                orphanDependents(current);
            }
            if (current.isTerminating() && grace > 0) {
                return current;
            }
            ObjectNode marked = current.copy();
            ObjectNode metadata = (ObjectNode) marked.get("metadata");
            if (!current.isTerminating() && key.type().countsGenerations()) {
                metadata.put("generation", current.generation() + 1);
            }
            Instant deadline = clock.instant().plusSeconds(grace).truncatedTo(ChronoUnit.SECONDS);
            metadata.put("deletionTimestamp", deadline.toString());
            metadata.put("deletionGracePeriodSeconds", grace);
            if (deletion.dryRun()) {
                return StoredObject.unstored(key, marked);
            }
            boolean held = !metadata.path("finalizers").isEmpty();
            if (key.type() == ResourceType.NAMESPACE && !current.isTerminating()) {
                marked.putObject("status").put("phase", "Terminating");
                return store.put(key, marked);
            }
            if (grace > 0 || held) {
                return current.isTerminating() ? current : store.put(key, marked);
            }
            StoredObject gone = store.remove(key);
            if (key.type() == ResourceType.POD) {
                metadata.put("resourceVersion", Long.toString(gone.version()));
                return StoredObject.unstored(key, marked);
            }
            return gone;
        });
    }

    /** Takes a terminating object out of the store, whatever its grace period. */
    public void confirmDeletion(ObjectKey key, String uid) {
        store.locked(() ->
                store.find(key).filter(current -> current.uid().equals(uid)).ifPresent(current -> store.remove(key)));
    }

    /** Letters as the server appends them to a generated name. */
    public static String randomLetters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(NAME_LETTERS.charAt(ThreadLocalRandom.current().nextInt(NAME_LETTERS.length())));
        }
        return letters.toString();
    }

    private void refuseUnlessNamespaceIsOpen(ResourceType type, String namespace, String name) {
        if (!type.namespaced()) {
            return;
        }
        StoredObject found = get(new ObjectKey(ResourceType.NAMESPACE, "", namespace));
        if (found.isTerminating()) {
            throw Refusal.namespaceTerminating(type, name, namespace);
        }
    }

    private static void checkPreconditions(StoredObject current, Deletion deletion) {
        deletion.uid().filter(uid -> !uid.equals(current.uid())).ifPresent(uid -> {
            throw Refusal.precondition(
                    current.key().type(),
                    current.name(),
                    "the UID in the precondition (" + uid + ") does not match the UID in record (" + current.uid()
                            + "). The object might have been deleted and then recreated");
        });
        deletion.version()
                .filter(version -> !version.equals(Long.toString(current.version())))
                .ifPresent(version -> {
                    throw Refusal.precondition(
                            current.key().type(),
                            current.name(),
                            "the ResourceVersion in the precondition (" + version
                                    + ") does not match the ResourceVersion in record (" + current.version()
                                    + "). The object might have been modified");
                });
    }

    /** Only pods that run somewhere need time to end. */
    private static int graceSeconds(StoredObject current, Deletion deletion) {
        if (current.key().type() != ResourceType.POD
                || current.tree().at("/spec/nodeName").asText().isEmpty()) {
            return 0;
        }
        return deletion.graceSeconds()
                .orElse(current.tree().at("/spec/terminationGracePeriodSeconds").asInt(30));
    }

    private void orphanDependents(StoredObject owner) {
        for (ResourceType type : ResourceType.values()) {
            for (StoredObject object : store.list(type, owner.namespace())) {
                if (object.controllerUid().equals(owner.uid())) {
                    update(object.key(), Part.OBJECT, Author.of("kube-controller-manager"), false, tree -> {
                        ((ObjectNode) tree.get("metadata")).remove("ownerReferences");
                        return tree;
                    });
                }
            }
        }
    }

    private static void keepToPart(ObjectNode before, ObjectNode after, Part part, ResourceType type) {
        if (part == Part.STATUS) {
            putBack(before, after, "spec");
            putBack(before, after, "data");
        } else if (part == Part.OBJECT && type.hasStatus()) {
            putBack(before, after, "status");
        }
    }

    private static void keepSystemFields(ObjectNode before, ObjectNode after) {
        after.set("apiVersion", before.get("apiVersion"));
        after.set("kind", before.get("kind"));
        ObjectNode kept = KubernetesJson.child(after, "metadata");
        ObjectNode original = (ObjectNode) before.get("metadata");
        for (String field : List.of(
                "name",
                "namespace",
                "uid",
                "resourceVersion",
                "generation",
                "creationTimestamp",
                "deletionTimestamp",
                "deletionGracePeriodSeconds",
                "generateName",
                "managedFields")) {
            putBack(original, kept, field);
        }
        for (String field : new ArrayList<>(List.of("labels", "annotations", "ownerReferences", "finalizers"))) {
            if (kept.has(field) && kept.get(field).isEmpty()) {
                kept.remove(field);
            }
        }
    }

    /** A Service keeps the address it was given when a client leaves it out. */
    private static void keepClusterAddress(ObjectNode before, ObjectNode spec) {
        ObjectNode given = (ObjectNode) before.get("spec");
        if (!spec.has("clusterIP")) {
            putBack(given, spec, "clusterIP");
        }
        if (!spec.has("clusterIPs")) {
            putBack(given, spec, "clusterIPs");
        }
    }

    private static void putBack(ObjectNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    private static boolean sameContent(ObjectNode before, ObjectNode after) {
        return before.equals(
                (left, right) -> left.isNumber() && right.isNumber()
                        ? left.decimalValue().compareTo(right.decimalValue())
                        : left.equals(right) ? 0 : 1,
                after);
    }

    private static boolean countsAsNewGeneration(StoredObject before, ObjectNode after) {
        ObjectNode old = before.tree();
        if (before.key().type() == ResourceType.ENDPOINT_SLICE) {
            return !Objects.equals(old.get("endpoints"), after.get("endpoints"))
                    || !Objects.equals(old.get("ports"), after.get("ports"))
                    || !Objects.equals(old.at("/metadata/labels"), after.at("/metadata/labels"));
        }
        boolean spec = !Objects.equals(old.get("spec"), after.get("spec"));
        // Deployments alone also count their annotations.
        return spec
                || before.key().type() == ResourceType.DEPLOYMENT
                        && !old.at("/metadata/annotations").equals(after.at("/metadata/annotations"));
    }
}
