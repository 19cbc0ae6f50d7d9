package io.traas.collectors.translate;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.traas.model.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The annotations and labels the platform understands. Wrong values are reported and count as absent. */
final class Annotations {

    /** Of a namespace or node: how much may be done without a person. */
    static final String AUTONOMY = "traas.io/autonomy";

    /** Of a Deployment: names of the Deployments it calls, {@code name} or {@code namespace/name}, comma-separated. */
    static final String DEPENDS_ON = "traas.io/depends-on";

    /** Of a Deployment: how far the platform may scale it. */
    static final String MAX_REPLICAS = "traas.io/max-replicas";

    /** Of a pod that was taken out of service and kept for people to look at. */
    static final String QUARANTINED = "traas.io/quarantined";

    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String ZONE = "topology.kubernetes.io/zone";
    static final String REGION = "topology.kubernetes.io/region";

    private Annotations() {}

    static String annotation(HasMetadata object, String key) {
        return get(object.getMetadata().getAnnotations(), key);
    }

    static String label(HasMetadata object, String key) {
        return get(object.getMetadata().getLabels(), key);
    }

    /** The number of an annotation, 0 when it is absent or wrong. */
    static long positive(HasMetadata object, String key, long max, Consumer<String> problems) {
        String text = annotation(object, key);
        if (text.isEmpty()) {
            return 0;
        }
        try {
            long number = Long.parseLong(text.trim());
            if (number > 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below, together with numbers out of range.
        }
        problems.accept(key + " is '" + text + "', must be a whole number from 1 to " + max);
        return 0;
    }

    static List<Target> dependencies(String cluster, HasMetadata object, Consumer<String> problems) {
        ObjectMeta meta = object.getMetadata();
        List<Target> targets = new ArrayList<>();
        for (String part : annotation(object, DEPENDS_ON).split(",")) {
            String name = part.trim();
            int slash = name.indexOf('/');
            if (name.isEmpty()) {
                continue;
            }
            if (slash == 0 || slash == name.length() - 1 || slash != name.lastIndexOf('/')) {
                problems.accept(DEPENDS_ON + " names '" + name + "', must be name or namespace/name");
                continue;
            }
            targets.add(
                    slash < 0
                            ? Target.deployment(cluster, meta.getNamespace(), name)
                            : Target.deployment(cluster, name.substring(0, slash), name.substring(slash + 1)));
        }
        return targets.stream().distinct().toList();
    }

    private static String get(Map<String, String> map, String key) {
        return map == null ? "" : map.getOrDefault(key, "");
    }
}
