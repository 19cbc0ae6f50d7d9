package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.model.Target;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaves an Event on what was touched, for whoever looks with kubectl. Best effort: a refusal is only logged. */
final class TargetEvents {

    private static final Logger LOG = LoggerFactory.getLogger(TargetEvents.class);

    /** Events of cluster-scoped objects live here. */
    private static final String DEFAULT_NAMESPACE = "default";

    private final KubernetesClient client;
    private final Clock clock;

    TargetEvents(KubernetesClient client, Clock clock) {
        this.client = client;
        this.clock = clock;
    }

    void record(Step step, StepResult result) {
        Target target = step.action().target();
        String namespace = target.namespace().isEmpty() ? DEFAULT_NAMESPACE : target.namespace();
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        Event event = new EventBuilder()
                .withNewMetadata()
                .withName(target.name() + "." + step.idempotencyKey())
                .withNamespace(namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withKind(target.kind())
                .withApiVersion(target.is("Deployment") ? "apps/v1" : "v1")
                .withName(target.name())
                .withNamespace(target.namespace().isEmpty() ? null : target.namespace())
                .withUid(step.targetUid().isEmpty() ? null : step.targetUid())
                .endInvolvedObject()
                .withType("Normal")
                .withReason(reason(step.action().name()))
                .withMessage(result.detail())
                .withNewSource()
                .withComponent(Marks.FIELD_MANAGER)
                .endSource()
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .build();
        try {
            client.v1().events().inNamespace(namespace).resource(event).create();
        } catch (KubernetesClientException e) {
            LOG.atDebug()
                    .addKeyValue("target", target)
                    .addKeyValue("reason", Refusals.text(e))
                    .log("event not left");
        }
    }

    /** {@code roll-back} becomes {@code RollBack}. */
    private static String reason(String action) {
        StringBuilder text = new StringBuilder();
        for (String part : action.split("-")) {
            text.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
        }
        return text.toString();
    }
}
