package io.traas.remediation.kubernetes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.Ids;
import io.traas.model.IsolationAction.IsolatePod;
import io.traas.model.IsolationAction.RejoinPod;
import io.traas.model.wire.Json;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;

/**
 * Cuts a pod off by a label that a NetworkPolicy of its own selects. The policy comes first and denies nobody until the
 * pod has the label; the pod owns it, so that it goes with the pod and nothing has to be deleted.
 */
final class IsolationActions {

    private final Creation creation;
    private final Edits edits;

    IsolationActions(Creation creation, Edits edits) {
        this.creation = creation;
        this.edits = edits;
    }

    void addTo(ActionTable table) {
        table.with(
                        IsolatePod.class,
                        this::isolate,
                        (action, step) -> edits.shows(
                                step, ObjectKind.POD, action.target().name(), cutOff(action, step)),
                        (action, step) -> edits.fence(
                                step, ObjectKind.POD, action.target().name()))
                .withEdit(
                        RejoinPod.class,
                        ObjectKind.POD,
                        action -> action.target().name(),
                        IsolationActions::joined);
    }

    private StepResult isolate(IsolatePod action, Step step) {
        creation.unlessThere(
                step,
                ObjectKind.NETWORK_POLICY,
                () -> policy(edits.meant(step, ObjectKind.POD, action.target().name())));
        return edits.carryOut(step, ObjectKind.POD, action.target().name(), cutOff(action, step));
    }

    private static ApiObject policy(ApiObject pod) {
        ApiObject policy =
                new ApiObject(ObjectKind.NETWORK_POLICY, Json.mapper().createObjectNode());
        ObjectNode metadata = policy.tree().putObject("metadata").put("name", policyName(pod));
        metadata.putArray("ownerReferences")
                .addObject()
                .put("apiVersion", pod.kind().apiVersion())
                .put("kind", pod.kind().kind())
                .put("name", pod.name())
                .put("uid", pod.uid());
        ObjectNode spec = policy.editableSpec();
        spec.putObject("podSelector").putObject("matchLabels").put(Marks.ISOLATED, policyName(pod));
        spec.putArray("policyTypes").add("Ingress").add("Egress");
        return policy;
    }

    /** One policy per pod, whichever plan isolates it. */
    private static String policyName(ApiObject pod) {
        return Ids.of("traas-isolate", pod.uid());
    }

    private static Edits.Edit cutOff(IsolatePod action, Step step) {
        return pod -> {
            PodActions.requireSame(pod, PodActions.uid(action.uid(), step), action.target());
            if (!pod.label(Marks.ISOLATED).isEmpty()) {
                throw RefusedException.skipped(action.target() + " already is isolated");
            }
            pod.label(Marks.ISOLATED, policyName(pod));
        };
    }

    private static Edits.Edit joined(RejoinPod action, Step step) {
        return pod -> {
            PodActions.requireSame(pod, PodActions.uid(action.uid(), step), action.target());
            if (pod.label(Marks.ISOLATED).isEmpty()) {
                throw RefusedException.skipped(action.target() + " is not isolated");
            }
            pod.label(Marks.ISOLATED, null);
        };
    }
}
