package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.remediation.act.TemporaryChanges.Ended;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds objects with a temporary change by their label. */
final class TemporaryObjects {

    private static final Logger LOG = LoggerFactory.getLogger(TemporaryObjects.class);

    private static final List<ObjectKind> KINDS = List.of(
            ObjectKind.AUTOSCALER,
            ObjectKind.CONFIG_MAP,
            ObjectKind.CRON_JOB,
            ObjectKind.DEPLOYMENT,
            ObjectKind.HTTP_ROUTE,
            ObjectKind.POD,
            ObjectKind.SERVICE,
            ObjectKind.VIRTUAL_SERVICE);

    private final ApiObjects objects;
    private final ActionTable actions;
    private volatile Set<String> told = Set.of();

    TemporaryObjects(ApiObjects objects, ActionTable actions) {
        this.objects = objects;
        this.actions = actions;
    }

    List<Ended> ended(Set<String> namespaces, Instant now) {
        List<Ended> ended = new ArrayList<>();
        Set<String> damaged = new HashSet<>();
        addEnded(ended, damaged, ObjectKind.NODE, "", now);
        for (String namespace : namespaces) {
            for (ObjectKind kind : KINDS) {
                addEnded(ended, damaged, kind, namespace, now);
            }
        }
        told = damaged;
        return ended;
    }

    private void addEnded(List<Ended> ended, Set<String> damaged, ObjectKind kind, String namespace, Instant now) {
        try {
            for (ApiObject object : objects.labelled(kind, namespace, Marks.TEMPORARY)) {
                Optional<Temporary> marked = Temporary.of(object);
                if (marked.isEmpty() && damaged.add(object.uid()) && !told.contains(object.uid())) {
                    LOG.atWarn()
                            .addKeyValue("object", object.describe())
                            .log("a temporary change will not end by itself: the label " + Marks.TEMPORARY
                                    + " is there, the annotations that say when and how are not; take it back by hand");
                }
                marked.filter(temporary -> !now.isBefore(temporary.expiresAt()))
                        // Annotations can be edited: one never makes the platform act on anything but its own object.
                        .filter(temporary -> actions.changes(temporary.restore(), object))
                        .ifPresent(temporary ->
                                ended.add(new Ended(temporary.restore(), object.uid(), temporary.expiresAt())));
            }
        } catch (KubernetesClientException e) {
            LOG.atDebug()
                    .addKeyValue("kind", kind.kind())
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("reason", Refusals.text(e))
                    .log("temporary changes not read");
        }
    }
}
