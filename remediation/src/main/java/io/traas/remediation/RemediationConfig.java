package io.traas.remediation;

import io.traas.model.Autonomy;
import io.traas.model.Risk;
import io.traas.model.stage.Settings;
import io.traas.remediation.alert.AlertActions;
import io.traas.remediation.audit.AuditSettings;
import io.traas.remediation.audit.Signer;
import io.traas.remediation.failover.TopologyFile;
import io.traas.remediation.failover.UnitWatch;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.kubernetes.ClusterAccess;
import io.traas.remediation.kubernetes.rbac.Grants;
import io.traas.remediation.notify.Webhook;
import io.traas.remediation.people.FourEyes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Path;
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
        Webhook.Retry webhookRetry,
        AuditSettings audit,
        Optional<UnitWatch.Units> units) {

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
                guard.remembered(),
                fourEyes(settings),
                settings.duration(
                        "remediation.remind-every",
                        "10m",
                        "how often a person is told again of what was handed over, until acknowledged; 0s for once"),
                settings.flag("remediation.undo", true, "take back what did not help, where it can be"));
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
                        settings.duration("remediation.webhook.timeout", "5s", "of one delivery")),
                audit(settings),
                units(settings));
        settings.integer("remediation.port", 0, "port of /health and /metrics of this stage, 0 for any free one");
        settings.check("remediation");
        return config;
    }

    private static FourEyes fourEyes(Settings settings) {
        String risk = settings.text(
                "remediation.approval.two-persons.risk",
                "",
                "plans of this risk and above take two persons: LOW, MEDIUM or HIGH; empty for none");
        Set<String> namespaces = new HashSet<>(Arrays.asList(settings.text(
                        "remediation.approval.two-persons.namespaces",
                        "",
                        "plans that touch one of these take two persons, comma-separated")
                .split("\\s*,\\s*")));
        namespaces.remove("");
        Optional<Risk> from = Arrays.stream(Risk.values())
                .filter(known -> known.name().equalsIgnoreCase(risk.strip()))
                .findFirst();
        if (from.isEmpty() && !risk.isBlank()) {
            settings.problem("remediation.approval.two-persons.risk", "is '" + risk + "', must be LOW, MEDIUM or HIGH");
        }
        return new FourEyes(from, namespaces);
    }

    private static AuditSettings audit(Settings settings) {
        Duration every = settings.duration(
                "remediation.audit.every", "1m", "a checkpoint of the ledger's hash chain is published so often");
        Optional<Path> file =
                path(settings, "remediation.audit.file", "checkpoints are appended to it as well; empty: no");
        String key = "remediation.audit.key";
        Optional<Path> keyFile =
                path(settings, key, "PEM file with the Ed25519 private key that signs them; empty: unsigned");
        try {
            return new AuditSettings(every, file, Signer.of(keyFile));
        } catch (IllegalArgumentException e) {
            settings.problem(key, e.getMessage());
            return new AuditSettings(every, file, Signer.none());
        }
    }

    private static Optional<UnitWatch.Units> units(Settings settings) {
        String key = "remediation.units.topology";
        Optional<Path> file =
                path(settings, key, "file with the centres and units whose leaders are watched and moved; empty: none");
        Duration timeout = settings.duration("remediation.units.timeout", "1500ms", "of one call to a centre");
        try {
            return file.isEmpty()
                    ? Optional.empty()
                    : Optional.of(TopologyFile.read(file.get()).units(timeout));
        } catch (IOException e) {
            settings.problem(key, "cannot be read: " + e);
        } catch (IllegalArgumentException e) {
            settings.problem(key, e.getMessage());
        }
        return Optional.empty();
    }

    private static Optional<Path> path(Settings settings, String key, String description) {
        String text = settings.text(key, "", description);
        return text.isBlank() ? Optional.empty() : Optional.of(Path.of(text));
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
}
