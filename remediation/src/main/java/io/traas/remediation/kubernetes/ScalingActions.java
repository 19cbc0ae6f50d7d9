package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Quantity;
import io.traas.model.ScalingAction.SetAutoscalerBounds;
import io.traas.model.ScalingAction.SetLimit;
import io.traas.model.Target;
import io.traas.remediation.act.Reason;
import java.math.BigDecimal;
import java.util.Locale;

/** Bounds of autoscalers, limits of containers. */
final class ScalingActions {

    private final ApiObjects objects;

    ScalingActions(ApiObjects objects) {
        this.objects = objects;
    }

    void addTo(ActionTable table) {
        table.withEdit(SetAutoscalerBounds.class, ObjectKind.AUTOSCALER, SetAutoscalerBounds::autoscaler, this::bounds)
                .withEdit(
                        SetLimit.class,
                        ObjectKind.DEPLOYMENT,
                        action -> action.target().name(),
                        this::limit);
    }

    private Edits.Edit bounds(SetAutoscalerBounds action) {
        return autoscaler -> {
            JsonNode scaled = autoscaler.spec().path("scaleTargetRef");
            if (!action.target().is(scaled.path("kind").asText())
                    || !action.target().name().equals(scaled.path("name").asText())) {
                throw RefusedException.denied(
                        Reason.INVALID,
                        autoscaler.describe() + " scales " + scaled.path("kind").asText() + " "
                                + scaled.path("name").asText() + ", not " + action.target());
            }
            int min = autoscaler.spec().path("minReplicas").asInt(1);
            int max = autoscaler.spec().path("maxReplicas").asInt();
            if (min == action.toMin() && max == action.toMax()) {
                throw RefusedException.skipped(autoscaler.describe() + " already has the bounds " + min + ".." + max);
            }
            if (min != action.fromMin() || max != action.fromMax()) {
                throw RefusedException.denied(
                        Reason.CHANGED,
                        autoscaler.describe() + " has the bounds " + min + ".." + max + ", the plan was made for "
                                + action.fromMin() + ".." + action.fromMax());
            }
            boolean restores = Temporary.isTakenBackBy(autoscaler, action);
            if (action.toMax() > max && !restores) {
                requireBelowCeiling(autoscaler, action);
            }
            autoscaler.editableSpec().put("minReplicas", action.toMin()).put("maxReplicas", action.toMax());
        };
    }

    /** Whoever owns the autoscaler or the workload says how far the platform may go. */
    private void requireBelowCeiling(ApiObject autoscaler, SetAutoscalerBounds action) {
        Target target = action.target();
        String text = autoscaler.annotation(Marks.MAX_REPLICAS);
        if (text.isEmpty()) {
            text = objects.find(ObjectKind.DEPLOYMENT, target.namespace(), target.name())
                    .map(deployment -> deployment.annotation(Marks.MAX_REPLICAS))
                    .orElse("");
        }
        int ceiling = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (action.toMax() > ceiling) {
            throw RefusedException.denied(
                    Reason.CEILING,
                    "the maximum " + action.toMax() + " is above "
                            + (ceiling == 0
                                    ? "what is allowed: neither " + autoscaler.describe() + " nor " + target
                                            + " has the annotation " + Marks.MAX_REPLICAS
                                    : "the " + ceiling + " that the annotation " + Marks.MAX_REPLICAS + " allows"));
        }
    }

    private Edits.Edit limit(SetLimit action) {
        return deployment -> {
            if (deployment.spec().path("paused").asBoolean()) {
                throw RefusedException.denied(
                        Reason.NOT_OURS, action.target() + " is paused; new limits would wait for ever");
            }
            String resource = action.resource().name().toLowerCase(Locale.ROOT);
            ObjectNode resources = resources(deployment, action);
            String limit = resources.path("limits").path(resource).asText();
            if (isSame(limit, action.to())) {
                throw RefusedException.skipped(
                        action.container() + " of " + action.target() + " already has the limit " + limit);
            }
            if (!isSame(limit, action.from())) {
                throw RefusedException.denied(
                        Reason.CHANGED,
                        action.container() + " of " + action.target() + " has "
                                + (limit.isEmpty()
                                        ? "no " + resource + " limit"
                                        : "the " + resource + " limit " + limit)
                                + ", the plan was made for " + action.from());
            }
            resources.withObject("/limits").put(resource, action.to());
            String request = resources.path("requests").path(resource).asText();
            if (!request.isEmpty() && amount(request).compareTo(amount(action.to())) > 0) {
                resources.withObject("/requests").put(resource, action.to());
            }
        };
    }

    private static ObjectNode resources(ApiObject deployment, SetLimit action) {
        for (JsonNode container : deployment.spec().at("/template/spec/containers")) {
            if (container.path("name").asText().equals(action.container())) {
                return ((ObjectNode) container).withObject("/resources");
            }
        }
        throw RefusedException.denied(
                Reason.CHANGED, action.target() + " has no container " + action.container() + " any more");
    }

    /** The API server stores quantities in a form of its own: 1024Mi comes back as 1Gi. */
    private static boolean isSame(String stored, String meant) {
        return !stored.isEmpty() && amount(stored).compareTo(amount(meant)) == 0;
    }

    private static BigDecimal amount(String quantity) {
        return Quantity.getAmountInBytes(Quantity.parse(quantity));
    }
}
