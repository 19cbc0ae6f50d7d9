package io.traas.remediation;

import io.traas.model.stage.Settings;
import io.traas.remediation.guard.Freeze;
import io.traas.remediation.guard.GuardLimits;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The settings of the guard; what each of them bounds is in docs/guard.md. */
record GuardSettings(Settings settings) {

    /** @param namespace of the platform itself */
    GuardLimits limits(String namespace) {
        GuardLimits defaults = GuardLimits.defaults();
        return new GuardLimits(
                caps(defaults.caps()),
                pace(defaults.pace()),
                breaker(defaults.breaker()),
                spread(defaults.spread()),
                sight(defaults.sight()),
                borders(namespace),
                count("remediation.guard.max-steps", defaults.maxSteps(), "of one plan"),
                settings.duration("remediation.guard.patience", "1s", "the guard takes longer: refused"));
    }

    private GuardLimits.Caps caps(GuardLimits.Caps defaults) {
        return new GuardLimits.Caps(
                share(
                        "remediation.guard.max-share-disrupted",
                        defaults.share(),
                        "of the replicas or nodes of an account away at once, never below one"),
                count("remediation.guard.max-disrupted.workload", defaults.workload(), "replicas of a workload"),
                count("remediation.guard.max-disrupted.namespace", defaults.namespace(), "replicas of a namespace"),
                count("remediation.guard.max-disrupted.pool", defaults.pool(), "replicas on a node pool"),
                count("remediation.guard.max-disrupted.zone", defaults.zone(), "replicas in a zone"),
                count("remediation.guard.max-disrupted.cluster", defaults.cluster(), "replicas of a cluster"),
                count("remediation.guard.max-disrupted.site", defaults.site(), "replicas at a site"),
                count(
                        "remediation.guard.max-disrupted.nodes",
                        defaults.nodes(),
                        "nodes of a pool, zone, cluster, site"),
                settings.duration(
                        "remediation.guard.disruption-window", "60s", "a cure without proof counts as disruption"),
                settings.duration("remediation.guard.warm-up", "5s", "a new pod does not count as serving"));
    }

    private GuardLimits.Pace pace(GuardLimits.Pace defaults) {
        return new GuardLimits.Pace(
                count("remediation.guard.cures-per-minute", defaults.curesPerMinute(), "tokens that come back"),
                count("remediation.guard.cures-at-once", defaults.burst(), "tokens the bucket holds"),
                settings.duration("remediation.guard.cool-down", "5m", "between two cures of a target by one runbook"),
                settings.duration("remediation.guard.longest-cool-down", "1h", "it doubles up to this"));
    }

    private GuardLimits.Breaker breaker(GuardLimits.Breaker defaults) {
        return new GuardLimits.Breaker(
                count("remediation.guard.max-failed-attempts", defaults.failures(), "of a runbook, then it rests"),
                settings.duration("remediation.guard.attempt-window", "1h", "within which failed attempts count"),
                settings.duration("remediation.guard.breaker-open", "1h", "how long it rests"),
                settings.duration("remediation.guard.replacement", "2m", "a pod that starts later is no replacement"));
    }

    private GuardLimits.Spread spread(GuardLimits.Spread defaults) {
        return new GuardLimits.Spread(
                share(
                        "remediation.guard.domain-bad-share",
                        defaults.domainShare(),
                        "of pods, workloads or nodes bad: above it single cures stop"),
                share("remediation.guard.zone-bad-share", defaults.zoneShare(), "the same for the nodes of one zone"),
                share(
                        "remediation.guard.storm-share",
                        defaults.stormShare(),
                        "of all targets in trouble: cures freeze"),
                count("remediation.guard.storm-targets", defaults.stormTargets(), "fewer are no storm"),
                settings.duration("remediation.guard.storm-window", "5m", "within which they came into trouble"));
    }

    private GuardLimits.Sight sight(GuardLimits.Sight defaults) {
        return new GuardLimits.Sight(
                share(
                        "remediation.guard.min-completeness",
                        defaults.minCompleteness(),
                        "share of sources that must report"),
                settings.duration("remediation.guard.max-silence", "60s", "nothing heard from collectors: do nothing"),
                settings.duration("remediation.guard.max-clock-skew", "30s", "clocks may disagree by this"),
                settings.duration("remediation.guard.clock-settle", "60s", "nothing is done after the clock jumped"),
                count("remediation.guard.vantage-points", defaults.vantagePoints(), "observers that must agree"));
    }

    private GuardLimits.Borders borders(String namespace) {
        Set<String> names = list(
                        "remediation.guard.protected-namespaces",
                        ",",
                        "never touched, comma-separated; kube-system and the platform's own always are")
                .collect(Collectors.toSet());
        List<Freeze> freezes = new ArrayList<>();
        String key = "remediation.guard.freezes";
        list(key, ";", "times in which nothing is cured").forEach(text -> {
            try {
                freezes.add(Freeze.parse(text));
            } catch (IllegalArgumentException | DateTimeParseException e) {
                settings.problem(key, e.getMessage());
            }
        });
        return new GuardLimits.Borders(
                settings.duration("remediation.guard.person-quiet", "5m", "hands off after a person's change"),
                namespace,
                names,
                freezes);
    }

    private Stream<String> list(String key, String separator, String description) {
        return Stream.of(settings.text(key, "", description).split(separator))
                .map(String::strip)
                .filter(part -> !part.isEmpty());
    }

    private int count(String key, int defaultValue, String description) {
        int value = settings.integer(key, defaultValue, description);
        if (value < 1) {
            settings.problem(key, "is " + value + ", must be at least 1");
            return defaultValue;
        }
        return value;
    }

    private double share(String key, double defaultValue, String description) {
        double value = settings.number(key, defaultValue, description);
        if (!(value >= 0 && value <= 1)) {
            settings.problem(key, "is " + value + ", must be in [0, 1]");
            return defaultValue;
        }
        return value;
    }
}
