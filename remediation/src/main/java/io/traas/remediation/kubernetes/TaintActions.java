package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.TaintAction;
import io.traas.model.TaintAction.AddTaint;
import io.traas.model.TaintAction.RemoveTaint;
import io.traas.remediation.act.Reason;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Taints of nodes. Which of them are ours stands on the node, so that nobody else's is taken away. */
final class TaintActions {

    private TaintActions() {}

    static void addTo(ActionTable table) {
        table.withEdit(
                        AddTaint.class,
                        ObjectKind.NODE,
                        action -> action.target().name(),
                        TaintActions::add)
                .withEdit(
                        RemoveTaint.class,
                        ObjectKind.NODE,
                        action -> action.target().name(),
                        TaintActions::remove);
    }

    private static Edits.Edit add(AddTaint action) {
        return node -> {
            ArrayNode taints = node.editableSpec().withArray("/taints");
            for (JsonNode taint : taints) {
                if (is(taint, action.key(), action.effect())) {
                    if (taint.path("value").asText().equals(action.value())) {
                        throw RefusedException.skipped(action.target() + " already has the taint " + action.key());
                    }
                    throw RefusedException.denied(
                            Reason.NOT_OURS,
                            action.target() + " has the taint " + action.key() + " with the value '"
                                    + taint.path("value").asText() + "'");
                }
            }
            if (action.effect() == TaintAction.Effect.NO_EXECUTE && node.hasCondition("Ready")) {
                throw RefusedException.denied(
                        Reason.CHANGED, action.target() + " is ready; only a dead node is put out of service");
            }
            ObjectNode taint = taints.addObject().put("key", action.key());
            if (!action.value().isEmpty()) {
                taint.put("value", action.value());
            }
            taint.put("effect", action.effect().text());
            Set<String> ours = ours(node);
            ours.add(text(action.key(), action.value(), action.effect()));
            note(node, ours);
        };
    }

    private static Edits.Edit remove(RemoveTaint action) {
        return node -> {
            ArrayNode taints = node.editableSpec().withArray("/taints");
            boolean there = false;
            for (Iterator<JsonNode> each = taints.iterator(); each.hasNext(); ) {
                JsonNode taint = each.next();
                if (is(taint, action.key(), action.effect())
                        && taint.path("value").asText().equals(action.value())) {
                    each.remove();
                    there = true;
                }
            }
            if (!there) {
                throw RefusedException.skipped(action.target() + " does not have the taint " + action.key());
            }
            Set<String> ours = ours(node);
            if (!ours.remove(text(action.key(), action.value(), action.effect()))) {
                throw RefusedException.denied(
                        Reason.NOT_OURS,
                        "the taint " + action.key() + " of " + action.target()
                                + " was put there by somebody else, who has to take it off");
            }
            if (taints.isEmpty()) {
                node.editableSpec().remove("taints");
            }
            note(node, ours);
        };
    }

    /** A node has one taint of a key and effect. */
    private static boolean is(JsonNode taint, String key, TaintAction.Effect effect) {
        return taint.path("key").asText().equals(key)
                && taint.path("effect").asText().equals(effect.text());
    }

    private static Set<String> ours(ApiObject node) {
        return Arrays.stream(node.annotation(Marks.TAINTS).split(","))
                .filter(taint -> !taint.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void note(ApiObject node, Set<String> ours) {
        node.annotate(Marks.TAINTS, ours.isEmpty() ? null : String.join(",", ours));
    }

    private static String text(String key, String value, TaintAction.Effect effect) {
        return key + "=" + value + ":" + effect.text();
    }
}
