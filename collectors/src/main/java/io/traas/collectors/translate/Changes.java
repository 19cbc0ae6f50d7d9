package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.ChangeEvent.Kind;
import io.traas.model.Ids;
import io.traas.model.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What changed between two views of the cluster, and who did it. Pure: ids come from content, so the same change seen
 * twice, or by two observers, is one event.
 */
public final class Changes {

    /** Releases this young are told again after a start, since nobody may have seen them. */
    static final Duration YOUNG = Duration.ofMinutes(10);

    private final String cluster;
    private final List<String> personManagers;

    public Changes(String cluster, List<String> personManagers) {
        this.cluster = cluster;
        this.personManagers = List.copyOf(personManagers);
    }

    /** At the first view nothing has changed, except by releases younger than {@link #YOUNG}. */
    public List<ChangeEvent> atStart(ClusterView now, Instant at) {
        List<ChangeEvent> events = new ArrayList<>();
        for (Deployment deployment : now.deploymentByUid().values()) {
            releases(deployment, now, Set.of(), at).stream()
                    .filter(event -> event.at().isAfter(at.minus(YOUNG)))
                    .forEach(events::add);
        }
        return events;
    }

    public List<ChangeEvent> between(ClusterView before, ClusterView now, Instant at) {
        List<ChangeEvent> events = new ArrayList<>();
        now.deploymentByUid().forEach((uid, deployment) -> {
            Deployment previous = before.deploymentByUid().get(uid);
            if (previous == null) {
                events.add(event(deployment, Kind.OTHER, "created", uid, at, "", "created", "created", "spec"));
            } else {
                events.addAll(edits(previous, deployment, at));
                events.addAll(releases(deployment, now, revisionKeys(before, previous), at));
                events.addAll(configMapEdits(deployment, before, now, at));
            }
        });
        before.deploymentByUid().forEach((uid, deployment) -> {
            if (!now.deploymentByUid().containsKey(uid)) {
                events.add(event(deployment, Kind.OTHER, "deleted", uid, at, "", "deleted", "deleted", "spec"));
            }
        });
        now.nodeByName().forEach((name, node) -> {
            Node previous = before.nodeByName().get(name);
            if (previous != null) {
                events.addAll(nodeChanges(previous, node, at));
            }
        });
        now.autonomyByNamespace().forEach((name, autonomy) -> {
            Autonomy previous = before.autonomyByNamespace().get(name);
            if (previous != null && previous != autonomy) {
                events.add(autonomyChange(now, name, previous, autonomy, at));
            }
        });
        return events;
    }

    private List<ChangeEvent> edits(Deployment before, Deployment now, Instant at) {
        List<ChangeEvent> events = new ArrayList<>();
        int from = TargetStates.desired(before);
        int to = TargetStates.desired(now);
        String version = String.valueOf(now.getMetadata().getGeneration());
        if (from != to) {
            String summary = "scaled from " + from + " to " + to;
            events.add(event(now, Kind.SCALE, "scale", version, at, "" + from, "" + to, summary, "spec", "replicas"));
        }
        boolean wasPaused = Boolean.TRUE.equals(before.getSpec().getPaused());
        boolean isPaused = Boolean.TRUE.equals(now.getSpec().getPaused());
        if (wasPaused != isPaused) {
            String word = isPaused ? "paused" : "resumed";
            events.add(event(now, Kind.OTHER, word, version, at, "", word, "roll-out " + word, "spec", "paused"));
        }
        return events;
    }

    /**
     * ConfigMaps changed in place under a workload that reads them. No release: its pod template stays what it was, and
     * there is no revision to go back to.
     */
    private List<ChangeEvent> configMapEdits(Deployment deployment, ClusterView before, ClusterView now, Instant at) {
        List<ChangeEvent> events = new ArrayList<>();
        for (String name : new TreeSet<>(ConfigMaps.readBy(deployment))) {
            String key = ConfigMaps.key(deployment.getMetadata().getNamespace(), name);
            ConfigMap previous = before.configMapByName().get(key);
            ConfigMap current = now.configMapByName().get(key);
            if (previous == null || current == null) {
                continue;
            }
            Set<String> keys = ConfigMaps.changedKeys(previous, current);
            if (!keys.isEmpty()) {
                Target target = target(deployment);
                String version = String.valueOf(current.getMetadata().getResourceVersion());
                Actor actor = Actor.lastToTouch(current, personManagers, "data");
                events.add(new ChangeEvent(
                        Ids.of("change", target.toString(), "configmap " + name, ClusterView.uid(current), version),
                        target,
                        Kind.OTHER,
                        at,
                        actor.name(),
                        actor.type(),
                        String.valueOf(previous.getMetadata().getResourceVersion()),
                        version,
                        "ConfigMap " + name + " changed in place: " + String.join(", ", keys)));
            }
        }
        return events;
    }

    /** One event for each revision that is new and has an older one to differ from, oldest first. */
    private List<ChangeEvent> releases(Deployment deployment, ClusterView now, Set<String> known, Instant at) {
        List<ClusterView.Revision> revisions = now.revisions(deployment);
        List<ChangeEvent> events = new ArrayList<>();
        for (int i = revisions.size() - 2; i >= 0; i--) {
            if (!known.contains(key(revisions.get(i)))) {
                events.add(release(deployment, revisions.get(i + 1), revisions.get(i), i == 0, at));
            }
        }
        return events;
    }

    private ChangeEvent release(
            Deployment deployment,
            ClusterView.Revision older,
            ClusterView.Revision newer,
            boolean newest,
            Instant observedAt) {
        PodTemplateSpec before = older.replicaSet().getSpec().getTemplate();
        PodTemplateSpec after = newer.replicaSet().getSpec().getTemplate();
        Kind kind = Templates.compare(before, after);
        Actor actor = Actor.lastToTouch(deployment, personManagers, "spec", "template");
        Instant created = instant(newer.replicaSet().getMetadata().getCreationTimestamp(), observedAt);
        boolean reused =
                created.isBefore(instant(older.replicaSet().getMetadata().getCreationTimestamp(), created));
        Instant at = newest && actor.at() != null ? actor.at() : reused ? observedAt : created;
        Target target = target(deployment);
        String difference = Templates.difference(before, after);
        String word = switch (kind) {
            case ROLLOUT -> reused ? "rolled back" : "rolled out";
            case CONFIG -> "configuration changed";
            case RESTART -> "restarted";
            case SCALE, NODE, OTHER -> "changed";
        };
        return new ChangeEvent(
                Ids.of("change", target.toString(), "release", key(newer)),
                target,
                kind,
                at,
                actor.name(),
                actor.type(),
                Long.toString(older.number()),
                Long.toString(newer.number()),
                word + (difference.isEmpty() ? "" : ": " + difference) + " (revision " + older.number() + " -> "
                        + newer.number() + ")");
    }

    private List<ChangeEvent> nodeChanges(Node before, Node now, Instant at) {
        List<ChangeEvent> events = new ArrayList<>();
        String version = String.valueOf(now.getMetadata().getResourceVersion());
        boolean cordoned = TargetStates.unschedulable(now);
        if (TargetStates.unschedulable(before) != cordoned) {
            String word = cordoned ? "cordoned" : "uncordoned";
            events.add(event(now, Kind.NODE, word, version, at, "", word, word, "spec", "unschedulable"));
        }
        boolean ready = TargetStates.ready(now);
        if (TargetStates.ready(before) != ready) {
            String word = ready ? "became ready" : "stopped being ready";
            events.add(event(now, Kind.NODE, word, version, at, "", word, word, "status", "conditions"));
        }
        return events;
    }

    private ChangeEvent autonomyChange(ClusterView now, String name, Autonomy from, Autonomy to, Instant at) {
        HasMetadata namespace = now.objects().namespaces().stream()
                .filter(each -> name.equals(each.getMetadata().getName()))
                .findFirst()
                .orElseThrow();
        String version = String.valueOf(namespace.getMetadata().getResourceVersion());
        String summary = "autonomy changed from " + from + " to " + to;
        return event(
                namespace,
                Kind.OTHER,
                "autonomy",
                version,
                at,
                from.name(),
                to.name(),
                summary,
                "metadata",
                "labels",
                Annotations.AUTONOMY);
    }

    /** @param path of the field whose last writer did it */
    private ChangeEvent event(
            HasMetadata object,
            Kind kind,
            String what,
            String version,
            Instant observedAt,
            String from,
            String to,
            String summary,
            String... path) {
        Target target = target(object);
        Actor actor = Actor.lastToTouch(object, personManagers, path);
        return new ChangeEvent(
                Ids.of("change", target.toString(), what, ClusterView.uid(object), version),
                target,
                kind,
                observedAt,
                actor.name(),
                actor.type(),
                from,
                to,
                summary);
    }

    private Target target(HasMetadata object) {
        String namespace = object.getMetadata().getNamespace();
        return new Target(
                cluster,
                namespace == null ? "" : namespace,
                object.getKind(),
                object.getMetadata().getName());
    }

    private static Set<String> revisionKeys(ClusterView view, Deployment deployment) {
        return view.revisions(deployment).stream().map(Changes::key).collect(Collectors.toSet());
    }

    private static String key(ClusterView.Revision revision) {
        return ClusterView.uid(revision.replicaSet()) + "@" + revision.number();
    }

    private static Instant instant(String timestamp, Instant otherwise) {
        return timestamp == null ? otherwise : Instant.parse(timestamp);
    }
}
