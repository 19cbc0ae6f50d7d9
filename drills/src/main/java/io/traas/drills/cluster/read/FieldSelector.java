package io.traas.drills.cluster.read;

import io.traas.drills.cluster.store.Refusal;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.util.ArrayList;
import java.util.List;

/** The fieldSelector parameter of a request. Immutable. */
final class FieldSelector {

    private static final List<String> ALWAYS = List.of("metadata.name", "metadata.namespace");
    private static final List<String> OF_PODS =
            List.of("spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "status.phase", "status.podIP");
    private static final List<String> OF_EVENTS = List.of(
            "involvedObject.kind",
            "involvedObject.namespace",
            "involvedObject.name",
            "involvedObject.uid",
            "involvedObject.apiVersion",
            "reason",
            "type");

    private record Term(String pointer, String value, boolean equal) {
        boolean matches(StoredObject object) {
            return object.tree().at(pointer).asText().equals(value) == equal;
        }
    }

    private final List<Term> terms;

    private FieldSelector(List<Term> terms) {
        this.terms = List.copyOf(terms);
    }

    /** Reads the parameter for objects of this type; refuses fields that cannot be selected by. */
    static FieldSelector parse(ResourceType type, String text) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split(",")) {
            if (part.isBlank()) {
                continue;
            }
            boolean equal = !part.contains("!=");
            String[] sides = part.split(equal ? "==?" : "!=", 2);
            if (sides.length != 2) {
                throw Refusal.badRequest("invalid selector: '" + part + "'; can't understand '" + part + "'");
            }
            refuseUnknown(type, sides[0].trim());
            terms.add(new Term("/" + sides[0].trim().replace('.', '/'), sides[1].trim(), equal));
        }
        return new FieldSelector(terms);
    }

    private static void refuseUnknown(ResourceType type, String field) {
        List<String> own = switch (type) {
            case POD -> OF_PODS;
            case EVENT -> OF_EVENTS;
            case NODE -> List.of("spec.unschedulable");
            case NAMESPACE -> List.of("status.phase");
            case SECRET -> List.of("type");
            default -> List.of();
        };
        if (!ALWAYS.contains(field) && !own.contains(field)) {
            throw Refusal.badRequest(
                    "\"" + field + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
        }
    }

    boolean matches(StoredObject object) {
        return terms.stream().allMatch(term -> term.matches(object));
    }
}
