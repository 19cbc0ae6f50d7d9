package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.notify.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/** Every setting of this stage, with its default and meaning. */
record RemediationConfig(
        ExecutorLimits limits,
        GuardLimits guard,
        ClusterAccess access,
        String namespace,
        Duration stepTimeout,
        Duration ledgerTimeout,
        int parallelPlans,
        Optional<URI> webhook,
        Webhook.Retry webhookRetry) {

    static RemediationConfig from(Settings settings) {
        String namespace =
                settings.text("platform.namespace", "traas-system", "namespace of the stop switch's ConfigMap");
        GuardLimits guard = new GuardSettings(settings).limits(namespace);
        Autonomy ceiling = settings.choice(
                "remediation.autonomy",
                Autonomy.class,
                Autonomy.OBSERVE,
                "how far the platform may go at all, whatever namespaces and runbooks allow");
        ExecutorLimits limits = new ExecutorLimits(
                ceiling,
                settings.duration("remediation.approval.expiry", "10m", "how long a person has to answer"),
                positive(settings, "remediation.max-plans", 100, "plans open at the same time, more are refused"),
                guard.remembered());
        RemediationConfig config = new RemediationConfig(
                limits,
                guard,
                ClusterAccess.from(settings),
                namespace,
                settings.duration("remediation.step-timeout", "30s", "until when a step held back is tried again"),
                settings.duration("remediation.ledger.timeout", "5s", "how long an entry may take to become durable"),
                positive(settings, "remediation.parallel-plans", 4, "plans carried out side by side"),
                webhook(settings),
                new Webhook.Retry(
                        positive(settings, "remediation.webhook.attempts", 4, "deliveries of one notice"),
                        settings.duration("remediation.webhook.first-pause", "1s", "before the second, doubles then"),
                        settings.duration("remediation.webhook.timeout", "5s", "of one delivery")));
        settings.integer("remediation.port", 0, "port of /health and /metrics of this stage, 0 for any free one");
        settings.check("remediation");
        return config;
    }

    private static Optional<URI> webhook(Settings settings) {
        String key = "remediation.webhook.url";
        String text = settings.text(key, "", "where notices are posted as JSON; empty: nowhere");
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            URI address = URI.create(text);
            if (address.getHost() != null
                    && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))) {
                return Optional.of(address);
            }
        } catch (IllegalArgumentException e) {
            // Reported below, with every other problem.
        }
        settings.problem(key, "is not an http or https address");
        return Optional.empty();
    }

    private static int positive(Settings settings, String key, int defaultValue, String description) {
        int value = settings.integer(key, defaultValue, description);
        if (value < 1) {
            settings.problem(key, "is " + value + ", must be at least 1");
            return defaultValue;
        }
        return value;
    }
}
