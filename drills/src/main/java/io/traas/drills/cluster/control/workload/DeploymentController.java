package io.traas.drills.cluster.control.workload;

import io.traas.drills.cluster.control.ControlLoop;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.control.EventRecorder;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Deletion;
import io.traas.drills.cluster.write.Registry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Rolls a Deployment to its present template: one step up of the new ReplicaSet or down of the old ones a turn, never
 * above the surge nor below the availability its strategy allows. A paused Deployment is only scaled.
 */
public final class DeploymentController implements Controller {

    private static final Author AUTHOR = Author.of("kube-controller-manager");
    private static final String COMPONENT = "deployment-controller";

    private final Registry registry;
    private final EventRecorder events;
    private final ControlLoop loop;
    private final Revisions revisions;
    private final DeploymentStatus status;

    public DeploymentController(Registry registry, EventRecorder events, ControlLoop loop) {
        this.registry = Objects.requireNonNull(registry, "registry");
        this.events = Objects.requireNonNull(events, "events");
        this.loop = Objects.requireNonNull(loop, "loop");
        this.revisions = new Revisions(registry, AUTHOR);
        this.status = new DeploymentStatus(registry, AUTHOR);
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        if (change.type() == ResourceType.DEPLOYMENT) {
            return List.of(change.key());
        }
        if (change.type() != ResourceType.REPLICA_SET) {
            return List.of();
        }
        String owner = change.object().controllerUid();
        return registry.store().list(ResourceType.DEPLOYMENT, change.key().namespace()).stream()
                .filter(deployment -> deployment.uid().equals(owner))
                .map(StoredObject::key)
                .toList();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject deployment = registry.store().find(key).orElse(null);
        if (deployment == null || deployment.isTerminating()) {
            return;
        }
        RollingUpdate rolling = RollingUpdate.of(deployment.tree().path("spec"));
        List<StoredObject> sets = revisions.of(deployment);
        Optional<StoredObject> current = revisions.current(deployment, sets);
        if (deployment.tree().at("/spec/paused").asBoolean()) {
            scalePaused(deployment, sets, rolling);
        } else if (deployment.tree().at("/spec/strategy/type").asText().equals("Recreate")) {
            current = recreate(deployment, sets, current, rolling);
        } else {
            current = roll(deployment, sets, current, rolling);
        }
        Optional<StoredObject> present = current;
        status.write(deployment, revisions.of(deployment), present)
                .ifPresent(left -> loop.later(this, key, left.plus(Duration.ofSeconds(1))));
        forgetOldRevisions(deployment);
    }

    private Optional<StoredObject> roll(
            StoredObject deployment, List<StoredObject> sets, Optional<StoredObject> current, RollingUpdate rolling) {
        if (current.isEmpty()) {
            int others = sets.stream().mapToInt(Revisions::replicas).sum();
            int first = Math.max(0, Math.min(rolling.mostPods() - others, rolling.replicas()));
            StoredObject created = revisions.create(deployment, sets, rolling, first);
            noteScaling(deployment, created, 0, first);
            return Optional.of(created);
        }
        StoredObject promoted = revisions.promote(deployment, current.get(), sets, rolling);
        List<StoredObject> old =
                sets.stream().filter(set -> !set.uid().equals(promoted.uid())).toList();
        int wanted = replicasOfNew(promoted, old, rolling);
        if (wanted != Revisions.replicas(promoted)) {
            return Optional.of(scale(deployment, promoted, wanted, rolling));
        }
        scaleDownOld(deployment, promoted, old, rolling);
        return Optional.of(promoted);
    }

    private static int replicasOfNew(StoredObject current, List<StoredObject> old, RollingUpdate rolling) {
        int now = Revisions.replicas(current);
        if (now > rolling.replicas()) {
            return rolling.replicas();
        }
        int total = now + old.stream().mapToInt(Revisions::replicas).sum();
        return now + Math.max(0, Math.min(rolling.mostPods() - total, rolling.replicas() - now));
    }

    /** Old pods that are not available go first, then as many as availability allows. */
    private void scaleDownOld(
            StoredObject deployment, StoredObject current, List<StoredObject> old, RollingUpdate rolling) {
        int total = Revisions.replicas(current)
                + old.stream().mapToInt(Revisions::replicas).sum();
        int missingNew = Revisions.replicas(current) - Revisions.available(current);
        int spare = total - rolling.fewestAvailable() - missingNew;
        List<StoredObject> left = new ArrayList<>();
        for (StoredObject set : old) {
            int replicas = Revisions.replicas(set);
            int useless = Math.min(Math.max(0, spare), Math.max(0, replicas - Revisions.available(set)));
            spare -= useless;
            left.add(useless > 0 ? scale(deployment, set, replicas - useless, rolling) : set);
        }
        int available = Revisions.available(current)
                + left.stream()
                        .mapToInt(set -> Math.min(Revisions.available(set), Revisions.replicas(set)))
                        .sum();
        int removable = Math.min(Math.max(0, spare), available - rolling.fewestAvailable());
        for (StoredObject set : left) {
            int fewer = Math.min(Math.max(0, removable), Revisions.replicas(set));
            removable -= fewer;
            if (fewer > 0) {
                scale(deployment, set, Revisions.replicas(set) - fewer, rolling);
            }
        }
    }

    private Optional<StoredObject> recreate(
            StoredObject deployment, List<StoredObject> sets, Optional<StoredObject> current, RollingUpdate rolling) {
        List<StoredObject> old = sets.stream()
                .filter(set ->
                        current.map(found -> !found.uid().equals(set.uid())).orElse(true))
                .toList();
        boolean empty = true;
        for (StoredObject set : old) {
            if (Revisions.replicas(set) > 0) {
                scale(deployment, set, 0, rolling);
            }
            empty &= set.tree().at("/status/replicas").asInt() == 0
                    && set.tree().at("/status/terminatingReplicas").asInt() == 0
                    && Revisions.replicas(set) == 0;
        }
        if (!empty) {
            return current;
        }
        if (current.isEmpty()) {
            StoredObject created = revisions.create(deployment, sets, rolling, rolling.replicas());
            noteScaling(deployment, created, 0, rolling.replicas());
            return Optional.of(created);
        }
        StoredObject promoted = revisions.promote(deployment, current.get(), sets, rolling);
        return Optional.of(
                Revisions.replicas(promoted) == rolling.replicas()
                        ? promoted
                        : scale(deployment, promoted, rolling.replicas(), rolling));
    }

    private void scalePaused(StoredObject deployment, List<StoredObject> sets, RollingUpdate rolling) {
        List<StoredObject> active =
                sets.stream().filter(set -> Revisions.replicas(set) > 0).toList();
        if (active.size() == 1 && Revisions.replicas(active.get(0)) != rolling.replicas()) {
            scale(deployment, active.get(0), rolling.replicas(), rolling);
        }
    }

    private StoredObject scale(StoredObject deployment, StoredObject set, int replicas, RollingUpdate rolling) {
        int before = Revisions.replicas(set);
        StoredObject scaled = revisions.scale(set, replicas, rolling);
        noteScaling(deployment, set, before, replicas);
        return scaled;
    }

    private void noteScaling(StoredObject deployment, StoredObject set, int before, int after) {
        String direction = after >= before ? "up" : "down";
        events.normal(
                deployment,
                COMPONENT,
                "ScalingReplicaSet",
                "Scaled " + direction + " replica set " + set.name() + " from " + before + " to " + after);
    }

    private void forgetOldRevisions(StoredObject deployment) {
        int kept = deployment.tree().at("/spec/revisionHistoryLimit").asInt();
        List<StoredObject> sets = revisions.of(deployment);
        Optional<StoredObject> current = revisions.current(deployment, sets);
        List<StoredObject> idle = new ArrayList<>(sets.stream()
                .filter(set -> Revisions.replicas(set) == 0
                        && set.tree().at("/status/replicas").asInt() == 0)
                .filter(set ->
                        current.map(found -> !found.uid().equals(set.uid())).orElse(true))
                .toList());
        idle.sort((left, right) -> Long.compare(Revisions.revision(left), Revisions.revision(right)));
        for (int i = 0; i < idle.size() - kept; i++) {
            registry.delete(idle.get(i).key(), Deletion.plain());
        }
    }
}
