package io.traas.drills.cluster.write;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.drills.cluster.store.KubernetesJson;
import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.Refusal.Cause;
import io.traas.drills.cluster.store.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the API server refuses with 422: the checks that repairs of a running system can run into, not all there are. */
final class Validation {

    private static final int ANNOTATION_LIMIT_BYTES = 262_144;
    private static final String SUBDOMAIN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private static final Pattern NAME = Pattern.compile(SUBDOMAIN);
    private static final Set<String> TAINT_EFFECTS = Set.of("NoSchedule", "PreferNoSchedule", "NoExecute");

    private Validation() {}

    static void ofCreation(ResourceType type, ObjectNode tree) {
        List<Cause> causes = new ArrayList<>();
        String name = tree.at("/metadata/name").asText();
        if (name.isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else if (!NAME.matcher(name).matches()) {
            causes.add(Cause.invalid(
                    "metadata.name",
                    quoted(name),
                    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and"
                            + " must start and end with an alphanumeric character (e.g. 'example.com', regex used for"
                            + " validation is '" + SUBDOMAIN + "')"));
        }
        content(type, tree, causes);
        refuse(type, name, causes);
    }

    static void ofUpdate(ResourceType type, ObjectNode before, ObjectNode after) {
        List<Cause> causes = new ArrayList<>();
        boolean workload = type == ResourceType.DEPLOYMENT || type == ResourceType.REPLICA_SET;
        JsonNode selector = after.at("/spec/selector");
        content(type, after, causes);
        if (workload && !selector.equals(before.at("/spec/selector"))) {
            causes.add(Cause.invalid("spec.selector", KubernetesJson.text(selector), "field is immutable"));
        }
        if (type == ResourceType.SERVICE) {
            clusterAddressStays(before.path("spec"), after.path("spec"), causes);
        }
        if (type == ResourceType.POD) {
            podSpecStays(before.path("spec"), after.path("spec"), causes);
        }
        refuse(type, after.at("/metadata/name").asText(), causes);
    }

    private static void content(ResourceType type, ObjectNode tree, List<Cause> causes) {
        annotations(tree, causes);
        switch (type) {
            case DEPLOYMENT, REPLICA_SET -> workload(tree, causes);
            case POD -> containers(tree.at("/spec/containers"), "spec.containers", causes);
            case NODE -> taints(tree.at("/spec/taints"), causes);
            default -> {
                // No further rule.
            }
        }
    }

    private static void annotations(ObjectNode tree, List<Cause> causes) {
        int size = 0;
        for (JsonNode value : tree.at("/metadata/annotations")) {
            size += value.asText().length();
        }
        if (size > ANNOTATION_LIMIT_BYTES) {
            causes.add(new Cause(
                    "FieldValueTooLong",
                    "Too long: may not be more than " + ANNOTATION_LIMIT_BYTES + " bytes",
                    "metadata.annotations"));
        }
    }

    private static void workload(ObjectNode tree, List<Cause> causes) {
        int replicas = tree.at("/spec/replicas").asInt();
        if (replicas < 0) {
            causes.add(
                    Cause.invalid("spec.replicas", Integer.toString(replicas), "must be greater than or equal to 0"));
        }
        JsonNode wanted = tree.at("/spec/selector/matchLabels");
        if (tree.at("/spec/selector").isMissingNode()) {
            causes.add(Cause.required("spec.selector", ""));
        }
        JsonNode labels = tree.at("/spec/template/metadata/labels");
        boolean matches = !tree.at("/spec/selector").isEmpty();
        for (Map.Entry<String, JsonNode> label : wanted.properties()) {
            matches &= label.getValue().equals(labels.get(label.getKey()));
        }
        if (!matches) {
            causes.add(Cause.invalid(
                    "spec.template.metadata.labels",
                    labels.isMissingNode() ? "null" : KubernetesJson.text(labels),
                    "`selector` does not match template `labels`"));
        }
        containers(tree.at("/spec/template/spec/containers"), "spec.template.spec.containers", causes);
    }

    private static void containers(JsonNode containers, String path, List<Cause> causes) {
        if (containers.isEmpty()) {
            causes.add(Cause.required(path, ""));
        }
        for (int i = 0; i < containers.size(); i++) {
            if (containers.get(i).path("name").asText().isEmpty()) {
                causes.add(Cause.required(path + "[" + i + "].name", ""));
            }
            if (containers.get(i).path("image").asText().isEmpty()) {
                causes.add(Cause.required(path + "[" + i + "].image", ""));
            }
        }
    }

    private static void taints(JsonNode taints, List<Cause> causes) {
        for (int i = 0; i < taints.size(); i++) {
            String effect = taints.get(i).path("effect").asText();
            if (!TAINT_EFFECTS.contains(effect)) {
                causes.add(Cause.unsupported(
                        "metadata.taints[" + i + "].effect",
                        quoted(effect),
                        "\"NoSchedule\", \"PreferNoSchedule\", \"NoExecute\""));
            }
        }
    }

    private static void clusterAddressStays(JsonNode before, JsonNode after, List<Cause> causes) {
        JsonNode wanted = after.path("clusterIP");
        if (!wanted.equals(before.path("clusterIP"))) {
            causes.add(Cause.invalid(
                    "spec.clusterIPs[0]", "[" + KubernetesJson.text(wanted) + "]", "may not change once set"));
        }
    }

    /** Of a pod's specification only images, deadlines and tolerations may change, and a node may be given once. */
    private static void podSpecStays(JsonNode before, JsonNode after, List<Cause> causes) {
        if (!fixedPart(before).equals(fixedPart(after))) {
            causes.add(new Cause(
                    "FieldValueForbidden",
                    "Forbidden: pod updates may not change fields other than `spec.containers[*].image`,"
                            + "`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only"
                            + " additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be"
                            + " set to 1 if it was previously negative)",
                    "spec"));
        }
        String node = before.path("nodeName").asText();
        if (!node.isEmpty() && !node.equals(after.path("nodeName").asText())) {
            causes.add(
                    Cause.invalid("spec.nodeName", quoted(after.path("nodeName").asText()), "field is immutable"));
        }
    }

    private static JsonNode fixedPart(JsonNode spec) {
        ObjectNode copy = spec.deepCopy();
        copy.remove(List.of("tolerations", "activeDeadlineSeconds", "nodeName"));
        copy.path("containers").forEach(container -> ((ObjectNode) container).remove("image"));
        return copy;
    }

    private static String quoted(String value) {
        return '"' + value + '"';
    }

    private static void refuse(ResourceType type, String name, List<Cause> causes) {
        if (!causes.isEmpty()) {
            throw Refusal.invalid(type, name, causes);
        }
    }
}
