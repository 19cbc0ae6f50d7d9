package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.ResourceType;
import java.util.concurrent.atomic.AtomicInteger;

/** Fills in what clients leave out, with the values a real API server writes. Filling in twice changes nothing. */
final class Defaults {

    private static final int ADDRESSES_OF_A_BLOCK = 250;

    private final AtomicInteger services = new AtomicInteger();

    void fillIn(ResourceType type, ObjectNode tree) {
        switch (type) {
            case NAMESPACE -> namespace(tree);
            case POD -> pod(tree);
            case SERVICE -> service(tree);
            case DEPLOYMENT -> deployment(tree);
            case REPLICA_SET -> replicaSet(tree);
            case POD_DISRUPTION_BUDGET -> budget(tree);
            case NODE -> KubernetesJson.child(tree, "spec");
            default -> {
                // Other kinds are stored as they come.
            }
        }
    }

    private static void namespace(ObjectNode tree) {
        ObjectNode metadata = KubernetesJson.child(tree, "metadata");
        KubernetesJson.child(metadata, "labels").set("kubernetes.io/metadata.name", metadata.path("name"));
        if (!tree.has("status")) {
            tree.putObject("status").put("phase", "Active");
        }
    }

    private static void deployment(ObjectNode tree) {
        ObjectNode spec = KubernetesJson.child(tree, "spec");
        put(spec, "replicas", 1);
        put(spec, "revisionHistoryLimit", 10);
        put(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = KubernetesJson.child(spec, "strategy");
        put(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = KubernetesJson.child(strategy, "rollingUpdate");
            put(rolling, "maxUnavailable", "25%");
            put(rolling, "maxSurge", "25%");
        }
        template(spec);
        KubernetesJson.child(tree, "status");
        if (spec.path("paused").isBoolean() && !spec.path("paused").asBoolean()) {
            spec.remove("paused");
        }
    }

    private static void replicaSet(ObjectNode tree) {
        ObjectNode spec = KubernetesJson.child(tree, "spec");
        put(spec, "replicas", 1);
        template(spec);
        if (!tree.has("status")) {
            tree.putObject("status").put("replicas", 0);
        }
    }

    private static void template(ObjectNode spec) {
        ObjectNode template = KubernetesJson.child(spec, "template");
        KubernetesJson.child(template, "metadata").remove("creationTimestamp");
        podSpec(KubernetesJson.child(template, "spec"));
    }

    private static void pod(ObjectNode tree) {
        ObjectNode spec = KubernetesJson.child(tree, "spec");
        podSpec(spec);
        put(spec, "serviceAccountName", "default");
        put(spec, "enableServiceLinks", true);
        if (!spec.has("tolerations")) {
            for (String taint : new String[] {"not-ready", "unreachable"}) {
                spec.withArray("/tolerations")
                        .addObject()
                        .put("key", "node.kubernetes.io/" + taint)
                        .put("operator", "Exists")
                        .put("effect", "NoExecute")
                        .put("tolerationSeconds", 300);
            }
        }
        if (!tree.has("status")) {
            tree.putObject("status").put("phase", "Pending").put("qosClass", "Burstable");
        }
    }

    private static void podSpec(ObjectNode spec) {
        put(spec, "restartPolicy", "Always");
        put(spec, "terminationGracePeriodSeconds", 30);
        put(spec, "dnsPolicy", "ClusterFirst");
        KubernetesJson.child(spec, "securityContext");
        put(spec, "schedulerName", "default-scheduler");
        for (JsonNode container : spec.path("containers")) {
            if (container instanceof ObjectNode object) {
                container(object);
            }
        }
    }

    private static void container(ObjectNode container) {
        KubernetesJson.child(container, "resources");
        put(container, "terminationMessagePath", "/dev/termination-log");
        put(container, "terminationMessagePolicy", "File");
        String image = container.path("image").asText();
        boolean latest = image.endsWith(":latest") || image.lastIndexOf(':') <= image.lastIndexOf('/');
        put(container, "imagePullPolicy", latest ? "Always" : "IfNotPresent");
        for (JsonNode port : container.path("ports")) {
            put((ObjectNode) port, "protocol", "TCP");
        }
        for (String probe : new String[] {"readinessProbe", "livenessProbe", "startupProbe"}) {
            if (container.get(probe) instanceof ObjectNode object) {
                probe(object);
            }
        }
        for (JsonNode variable : container.path("env")) {
            if (variable.at("/valueFrom/fieldRef") instanceof ObjectNode reference) {
                put(reference, "apiVersion", "v1");
            }
        }
    }

    private static void probe(ObjectNode probe) {
        if (probe.get("httpGet") instanceof ObjectNode get) {
            put(get, "path", "/");
            put(get, "scheme", "HTTP");
        }
        put(probe, "timeoutSeconds", 1);
        put(probe, "periodSeconds", 10);
        put(probe, "successThreshold", 1);
        put(probe, "failureThreshold", 3);
    }

    private void service(ObjectNode tree) {
        ObjectNode spec = KubernetesJson.child(tree, "spec");
        for (JsonNode port : spec.path("ports")) {
            ObjectNode object = (ObjectNode) port;
            put(object, "protocol", "TCP");
            if (!object.has("targetPort")) {
                object.set("targetPort", object.path("port"));
            }
        }
        if (!spec.has("clusterIP")) {
            int number = services.getAndIncrement();
            spec.put("clusterIP", "10.96." + number / ADDRESSES_OF_A_BLOCK + "." + (number % ADDRESSES_OF_A_BLOCK + 1));
        }
        if (!spec.has("clusterIPs")) {
            spec.putArray("clusterIPs").add(spec.path("clusterIP").asText());
        }
        put(spec, "type", "ClusterIP");
        put(spec, "sessionAffinity", "None");
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
        }
        put(spec, "ipFamilyPolicy", "SingleStack");
        put(spec, "internalTrafficPolicy", "Cluster");
        if (!tree.has("status")) {
            tree.putObject("status").putObject("loadBalancer");
        }
    }

    private static void budget(ObjectNode tree) {
        if (!tree.has("status")) {
            tree.putObject("status")
                    .put("disruptionsAllowed", 0)
                    .put("currentHealthy", 0)
                    .put("desiredHealthy", 0)
                    .put("expectedPods", 0);
        }
    }

    private static void put(ObjectNode object, String field, String value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    private static void put(ObjectNode object, String field, int value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    private static void put(ObjectNode object, String field, boolean value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }
}
