package io.traas.drills.cluster.read;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.Optional;

/** One line of a watch. */
record WatchEvent(String type, String objectText) {

    static WatchEvent added(StoredObject object) {
        return new WatchEvent("ADDED", object.text());
    }

    /** What a change means for a watcher of these objects; nothing if it concerns others only. */
    static Optional<WatchEvent> of(Change change, ListQuery query) {
        boolean before = query.matches(change.before());
        boolean after = query.matches(change.after());
        if (before && after) {
            return Optional.of(new WatchEvent("MODIFIED", change.after().text()));
        }
        if (after) {
            return Optional.of(added(change.after()));
        }
        return before ? Optional.of(deleted(change)) : Optional.empty();
    }

    /** An object that is gone, or no longer selected, is shown as it was, under the version of the change. */
    private static WatchEvent deleted(Change change) {
        ObjectNode last = change.before().copy();
        KubernetesJson.child(last, "metadata").put("resourceVersion", Long.toString(change.version()));
        return new WatchEvent("DELETED", KubernetesJson.text(last));
    }

    static WatchEvent bookmark(ResourceType type, long version, boolean endOfInitialEvents) {
        ObjectNode object = KubernetesJson.object();
        object.put("kind", type.kind()).put("apiVersion", type.apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(version));
        if (endOfInitialEvents) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return new WatchEvent("BOOKMARK", KubernetesJson.text(object));
    }

    static WatchEvent expired(long asked, long oldest) {
        Refusal gone = Refusal.of(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
        return new WatchEvent("ERROR", KubernetesJson.text(gone.status()));
    }

    boolean endsTheWatch() {
        return type.equals("ERROR");
    }

    String line() {
        return "{\"type\":\"" + type + "\",\"object\":" + objectText + "}";
    }
}
