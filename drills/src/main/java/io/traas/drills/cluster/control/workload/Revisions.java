package io.traas.drills.cluster.control.workload;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.control.Ownership;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * The ReplicaSets of a Deployment and their revision numbers. A template that comes back takes its old ReplicaSet and
 * gives it the next number; the number it had moves to its history.
 */
final class Revisions {

    static final String REVISION = "deployment.kubernetes.io/revision";
    private static final String HISTORY = "deployment.kubernetes.io/revision-history";
    private static final String DESIRED = "deployment.kubernetes.io/desired-replicas";
    private static final String MOST = "deployment.kubernetes.io/max-replicas";
    private static final Set<String> NOT_COPIED =
            Set.of(REVISION, HISTORY, DESIRED, MOST, "kubectl.kubernetes.io/last-applied-configuration");

    private final Registry registry;
    private final Author author;

    Revisions(Registry registry, Author author) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.author = Objects.requireNonNull(author, "author");
    }

    /** All ReplicaSets of the Deployment, oldest first. */
    List<StoredObject> of(StoredObject deployment) {
        List<StoredObject> sets = new ArrayList<>();
        for (StoredObject set : registry.store().list(ResourceType.REPLICA_SET, deployment.namespace())) {
            if (set.controllerUid().equals(deployment.uid())) {
                sets.add(set);
            }
        }
        sets.sort(Comparator.comparing((StoredObject set) ->
                        set.tree().at("/metadata/creationTimestamp").asText())
                .thenComparing(Revisions::revision));
        return sets;
    }

    /** The one with the Deployment's present template. */
    Optional<StoredObject> current(StoredObject deployment, List<StoredObject> sets) {
        ObjectNode wanted = PodTemplate.withoutHash(deployment.tree().at("/spec/template"));
        return sets.stream()
                .filter(set ->
                        PodTemplate.withoutHash(set.tree().at("/spec/template")).equals(wanted))
                .findFirst();
    }

    /** Creates the ReplicaSet of the present template. */
    StoredObject create(StoredObject deployment, List<StoredObject> others, RollingUpdate rolling, int replicas) {
        String hash = PodTemplate.hash(deployment.tree().at("/spec/template"));
        ObjectNode set = KubernetesJson.object();
        ObjectNode metadata = set.putObject("metadata");
        ObjectNode spec = set.putObject("spec").put("replicas", replicas);
        spec.set("selector", deployment.tree().at("/spec/selector").deepCopy());
        KubernetesJson.child(KubernetesJson.child(spec, "selector"), "matchLabels")
                .put(PodTemplate.HASH_LABEL, hash);
        ObjectNode template = deployment.tree().at("/spec/template").deepCopy();
        KubernetesJson.child(KubernetesJson.child(template, "metadata"), "labels")
                .put(PodTemplate.HASH_LABEL, hash);
        spec.set("template", template);
        metadata.put("name", freeName(deployment, hash));
        metadata.set("labels", template.at("/metadata/labels").deepCopy());
        metadata.putArray("ownerReferences").add(Ownership.of(deployment));
        annotate(metadata, deployment, rolling, nextRevision(others));
        return registry.create(ResourceType.REPLICA_SET, deployment.namespace(), set, author, false);
    }

    /** Gives the ReplicaSet of the present template the highest number and the Deployment's annotations. */
    StoredObject promote(StoredObject deployment, StoredObject set, List<StoredObject> all, RollingUpdate rolling) {
        List<StoredObject> others =
                all.stream().filter(other -> !other.uid().equals(set.uid())).toList();
        long revision = Math.max(revision(set), nextRevision(others));
        return registry.update(set.key(), Part.OBJECT, author, false, tree -> {
            annotate((ObjectNode) tree.get("metadata"), deployment, rolling, revision);
            return tree;
        });
    }

    /** Sets the number of replicas; the wanted numbers are noted beside it. */
    StoredObject scale(StoredObject set, int replicas, RollingUpdate rolling) {
        return registry.update(set.key(), Part.OBJECT, author, false, tree -> {
            ((ObjectNode) tree.get("spec")).put("replicas", replicas);
            note(KubernetesJson.child((ObjectNode) tree.get("metadata"), "annotations"), rolling);
            return tree;
        });
    }

    static long revision(StoredObject set) {
        String text = set.annotation(REVISION);
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    static int replicas(StoredObject set) {
        return set.tree().at("/spec/replicas").asInt();
    }

    static int available(StoredObject set) {
        return set.tree().at("/status/availableReplicas").asInt();
    }

    private String freeName(StoredObject deployment, String hash) {
        String name = deployment.name() + "-" + hash;
        boolean taken = registry.store()
                .find(new ObjectKey(ResourceType.REPLICA_SET, deployment.namespace(), name))
                .isPresent();
        return taken ? name + "-" + Registry.randomLetters(3) : name;
    }

    private static long nextRevision(List<StoredObject> others) {
        return others.stream().mapToLong(Revisions::revision).max().orElse(0) + 1;
    }

    private static void annotate(ObjectNode metadata, StoredObject deployment, RollingUpdate rolling, long revision) {
        ObjectNode annotations = KubernetesJson.child(metadata, "annotations");
        deployment.tree().at("/metadata/annotations").properties().forEach(annotation -> {
            if (!NOT_COPIED.contains(annotation.getKey())) {
                annotations.set(annotation.getKey(), annotation.getValue());
            }
        });
        String old = annotations.path(REVISION).asText();
        if (!old.equals(Long.toString(revision))) {
            if (!old.isEmpty()) {
                String history = annotations.path(HISTORY).asText();
                annotations.put(HISTORY, history.isEmpty() ? old : history + "," + old);
            }
            annotations.put(REVISION, Long.toString(revision));
        }
        note(annotations, rolling);
    }

    private static void note(ObjectNode annotations, RollingUpdate rolling) {
        annotations.put(DESIRED, Integer.toString(rolling.replicas()));
        annotations.put(MOST, Integer.toString(rolling.mostPods()));
    }
}
