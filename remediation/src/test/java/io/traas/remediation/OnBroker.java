package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.remediation.audit.AuditSettings;
import io.traas.remediation.audit.Signer;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.notify.Webhook;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Settings of replicas that are tested on a broker. */
final class OnBroker {

    private OnBroker() {}

    static RemediationConfig config(String replica, Duration session) {
        return new RemediationConfig(
                new ExecutorLimits(Autonomy.AUTO, Duration.ofMinutes(10), 10, Duration.ofHours(1)),
                GuardLimits.defaults(),
                new ClusterAccess("", "", Duration.ofSeconds(5)),
                "traas-system",
                Set.of(),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                session,
                replica,
                2,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new Webhook.Retry(1, Duration.ofSeconds(1), Duration.ofSeconds(1)),
                new AuditSettings(Duration.ofSeconds(1), Optional.empty(), Signer.none()),
                Optional.empty());
    }
}
