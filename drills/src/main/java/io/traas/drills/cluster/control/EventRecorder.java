package io.traas.drills.cluster.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import io.traas.drills.cluster.write.Author;
import io.traas.drills.cluster.write.Part;
import io.traas.drills.cluster.write.Registry;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Event objects the way controllers do: a repetition raises the count of the first one. Keeps the newest
 * {@value #LONGEST}. Thread-safe.
 */
public final class EventRecorder {

    private static final Logger LOG = LoggerFactory.getLogger(EventRecorder.class);
    private static final int LONGEST = 1000;

    private record Repetition(String uid, String reason, String message) {}

    private final Registry registry;
    private final Map<Repetition, ObjectKey> recent = new LinkedHashMap<>();
    private long number;

    public EventRecorder(Registry registry) {
        this.registry = Objects.requireNonNull(registry, "registry");
    }

    public void normal(StoredObject about, String component, String reason, String message) {
        record(about, component, "Normal", reason, message);
    }

    public void warning(StoredObject about, String component, String reason, String message) {
        record(about, component, "Warning", reason, message);
    }

    private void record(StoredObject about, String component, String type, String reason, String message) {
        ObjectStore store = registry.store();
        store.locked(() -> {
            Repetition repetition = new Repetition(about.uid(), reason, message);
            ObjectKey known = recent.get(repetition);
            if (known != null && store.find(known).isPresent()) {
                registry.update(known, Part.OBJECT, Author.of(component), false, tree -> {
                    tree.put("count", tree.path("count").asInt() + 1);
                    return tree.put("lastTimestamp", registry.now());
                });
                return;
            }
            String namespace = about.namespace().isEmpty() ? "default" : about.namespace();
            String name = about.name() + "." + Long.toHexString(0x18ea000000000000L + ++number);
            ObjectNode event = event(about, component, type, reason, message);
            KubernetesJson.child(event, "metadata").put("name", name);
            try {
                StoredObject stored =
                        registry.create(ResourceType.EVENT, namespace, event, Author.of(component), false);
                recent.put(repetition, stored.key());
            } catch (Refusal refused) {
                // Namespaces on their way out take no more events.
                LOG.debug("event {} about {} is not recorded: {}", reason, about, refused.getMessage());
            }
            forgetOldest(store);
        });
    }

    private ObjectNode event(StoredObject about, String component, String type, String reason, String message) {
        ObjectNode event = KubernetesJson.object();
        ObjectNode involved = event.putObject("involvedObject");
        involved.put("kind", about.key().type().kind());
        if (!about.namespace().isEmpty()) {
            involved.put("namespace", about.namespace());
        }
        involved.put("name", about.name())
                .put("uid", about.uid())
                .put("apiVersion", about.key().type().apiVersion())
                .put("resourceVersion", Long.toString(about.version()));
        event.put("reason", reason).put("message", message);
        event.putObject("source").put("component", component);
        String now = registry.now();
        return event.put("firstTimestamp", now)
                .put("lastTimestamp", now)
                .put("count", 1)
                .put("type", type)
                .put("reportingComponent", component)
                .put("reportingInstance", "");
    }

    private void forgetOldest(ObjectStore store) {
        while (recent.size() > LONGEST) {
            Map.Entry<Repetition, ObjectKey> oldest =
                    recent.entrySet().iterator().next();
            recent.remove(oldest.getKey());
            if (store.find(oldest.getValue()).isPresent()) {
                store.remove(oldest.getValue());
            }
        }
    }
}
