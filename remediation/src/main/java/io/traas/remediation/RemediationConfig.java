package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.remediation.alert.AlertActions;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.kubernetes.rbac.Grants;
import io.traas.remediation.notify.Webhook;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Every setting of this stage, with its default and meaning. */
record RemediationConfig(
        ExecutorLimits limits,
        GuardLimits guard,
        ClusterAccess access,
        String namespace,
        Set<String> actions,
        Duration stepTimeout,
        Duration ledgerTimeout,
        Duration sessionTimeout,
        String replica,
        int parallelPlans,
        Optional<URI> alertmanager,
        Optional<URI> messages,
        Optional<URI> webhook,
        Webhook.Retry webhookRetry) {

    static RemediationConfig from(Settings settings) {
        String namespace =
                settings.text("platform.namespace", "traas-system", "namespace of the stop switch's ConfigMap");
        GuardLimits guard = guard(settings, namespace);
        Autonomy ceiling = settings.choice(
                "remediation.autonomy",
                Autonomy.class,
                Autonomy.OBSERVE,
                "how far the platform may go at all, whatever namespaces and runbooks allow");
        ExecutorLimits limits = new ExecutorLimits(
                ceiling,
                settings.duration("remediation.approval.expiry", "10m", "how long a person has to answer"),
                positive(settings, "remediation.max-plans", 100, "plans open at the same time, more are refused"),
                guard.attemptWindow());
        RemediationConfig config = new RemediationConfig(
                limits,
                guard,
                ClusterAccess.from(settings),
                namespace,
                actions(settings),
                settings.duration("remediation.step-timeout", "30s", "until when a step held back is tried again"),
                settings.duration("remediation.ledger.timeout", "5s", "how long an entry may take to become durable"),
                settings.duration(
                        "remediation.session-timeout",
                        "6s",
                        "silence of the acting replica after which another takes over; brokers have a minimum of 6s"),
                replica(settings),
                positive(settings, "remediation.parallel-plans", 4, "plans carried out side by side"),
                address(settings, "remediation.alertmanager.url", "Alertmanager, for silences; empty: there is none"),
                address(
                        settings,
                        "remediation.messages.url",
                        "Slack-compatible webhook for the messages of runbooks; empty: there is none"),
                address(settings, "remediation.webhook.url", "where notices are posted as JSON; empty: nowhere"),
                new Webhook.Retry(
                        positive(settings, "remediation.webhook.attempts", 4, "deliveries of one notice"),
                        settings.duration("remediation.webhook.first-pause", "1s", "before the second, doubles then"),
                        settings.duration("remediation.webhook.timeout", "5s", "of one delivery")));
        settings.integer("remediation.port", 0, "port of /health and /metrics of this stage, 0 for any free one");
        settings.check("remediation");
        return config;
    }

    private static String replica(Settings settings) {
        String name =
                settings.text("remediation.replica", "", "name of this replica on the ledger; empty: host and process");
        return name.isBlank() ? hostName() + "-" + ProcessHandle.current().pid() : name;
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "unknown-host";
        }
    }

    private static GuardLimits guard(Settings settings, String namespace) {
        GuardLimits defaults = GuardLimits.defaults();
        Set<String> protectedNamespaces = new HashSet<>(Arrays.asList(settings.text(
                        "remediation.guard.protected-namespaces",
                        "",
                        "never touched, comma-separated; kube-system and the platform's own always are")
                .split("\\s*,\\s*")));
        protectedNamespaces.add(namespace);
        protectedNamespaces.remove("");
        return new GuardLimits(
                settings.duration("remediation.guard.cool-down", "5m", "between two cures of a target by one runbook"),
                positive(
                        settings,
                        "remediation.guard.max-failed-attempts",
                        defaults.maxFailedAttempts(),
                        "cures of a target by one runbook that did not help, then a person must look"),
                settings.duration("remediation.guard.attempt-window", "1h", "within which failed attempts count"),
                positive(
                        settings,
                        "remediation.guard.cures-per-minute",
                        defaults.curesPerMinute(),
                        "for the whole platform"),
                share(
                        settings,
                        "remediation.guard.max-share-disrupted",
                        defaults.maxShareDisrupted(),
                        "of a workload's replicas away because of us, never below one replica"),
                settings.duration(
                        "remediation.guard.disruption-window", "60s", "a cure without proof counts as disruption"),
                share(
                        settings,
                        "remediation.guard.domain-bad-share",
                        defaults.domainBadShare(),
                        "of pods, workloads or nodes bad: above it single cures stop"),
                share(
                        settings,
                        "remediation.guard.zone-bad-share",
                        defaults.zoneBadShare(),
                        "the same for the nodes of one zone"),
                share(
                        settings,
                        "remediation.guard.min-completeness",
                        defaults.minCompleteness(),
                        "share of sources that must report"),
                settings.duration("remediation.guard.max-silence", "60s", "nothing heard from collectors: do nothing"),
                settings.duration("remediation.guard.person-quiet", "5m", "hands off after a person's change"),
                positive(settings, "remediation.guard.max-steps", defaults.maxSteps(), "of one plan"),
                protectedNamespaces);
    }

    /** Names of the actions that are enabled; empty: all. */
    static Set<String> actions(Settings settings) {
        String key = "remediation.actions";
        Set<String> names = new TreeSet<>(
                Arrays.asList(settings.text(key, "", "actions that are carried out, comma-separated; empty: all")
                        .split("\\s*,\\s*")));
        names.remove("");
        for (String name : names) {
            if (!Grants.actions().contains(name) && !AlertActions.ACTIONS.contains(name)) {
                settings.problem(
                        key,
                        "names '" + name + "', which is no action; those on a cluster are "
                                + String.join(", ", Grants.actions()) + "; beside it "
                                + String.join(", ", AlertActions.ACTIONS));
            }
        }
        return names;
    }

    private static Optional<URI> address(Settings settings, String key, String description) {
        String text = settings.text(key, "", description);
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

    private static double share(Settings settings, String key, double defaultValue, String description) {
        double value = settings.number(key, defaultValue, description);
        if (!(value >= 0 && value <= 1)) {
            settings.problem(key, "is " + value + ", must be in [0, 1]");
            return defaultValue;
        }
        return value;
    }
}
