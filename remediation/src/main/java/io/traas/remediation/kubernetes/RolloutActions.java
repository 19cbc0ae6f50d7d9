package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.RolloutAction.PauseRollout;
import io.traas.model.RolloutAction.ResumeRollout;
import io.traas.model.RolloutAction.SetConfig;
import io.traas.remediation.act.Reason;

/** Pause and resume of roll-outs, keys of ConfigMaps. */
final class RolloutActions {

    private RolloutActions() {}

    static void addTo(ActionTable table) {
        table.withEdit(
                        PauseRollout.class,
                        ObjectKind.DEPLOYMENT,
                        action -> action.target().name(),
                        RolloutActions::pause)
                .withEdit(
                        ResumeRollout.class,
                        ObjectKind.DEPLOYMENT,
                        action -> action.target().name(),
                        RolloutActions::resume)
                .withEdit(SetConfig.class, ObjectKind.CONFIG_MAP, SetConfig::configMap, RolloutActions::config);
    }

    private static Edits.Edit pause(PauseRollout action) {
        return deployment -> {
            if (deployment.spec().path("paused").asBoolean()) {
                throw RefusedException.skipped(action.target() + " already is paused");
            }
            deployment.editableSpec().put("paused", true);
            deployment.annotate(Marks.PAUSED, "true");
        };
    }

    private static Edits.Edit resume(ResumeRollout action) {
        return deployment -> {
            if (!deployment.spec().path("paused").asBoolean()) {
                throw RefusedException.skipped(action.target() + " is not paused");
            }
            if (deployment.annotation(Marks.PAUSED).isEmpty() || deployment.isSetByAnother("paused")) {
                throw RefusedException.denied(
                        Reason.NOT_OURS, action.target() + " was paused by somebody else, who has to resume it");
            }
            deployment.editableSpec().remove("paused");
            deployment.annotate(Marks.PAUSED, null);
        };
    }

    private static Edits.Edit config(SetConfig action) {
        return map -> {
            if (map.name().equals(ConfigMapSwitch.NAME)) {
                throw RefusedException.denied(Reason.NOT_OURS, "the stop switch is people's, no action may set it");
            }
            if (map.tree().path("immutable").asBoolean()) {
                throw RefusedException.denied(Reason.INVALID, map.describe() + " is immutable");
            }
            JsonNode value = map.tree().path("data").path(action.key());
            if (value.asText().equals(action.to()) && !value.isMissingNode()) {
                throw RefusedException.skipped(
                        action.key() + " of " + map.describe() + " already is '" + action.to() + "'");
            }
            if (value.isMissingNode() || !value.asText().equals(action.from())) {
                throw RefusedException.denied(
                        Reason.CHANGED,
                        action.key() + " of " + map.describe() + " is "
                                + (value.isMissingNode() ? "missing" : "'" + value.asText() + "'")
                                + ", the plan was made for '" + action.from() + "'");
            }
            ((ObjectNode) map.tree().get("data")).put(action.key(), action.to());
        };
    }
}
