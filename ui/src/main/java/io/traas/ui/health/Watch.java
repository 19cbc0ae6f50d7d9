package io.traas.ui.health;

import io.traas.model.stage.StageHealth;
import io.traas.ui.health.HealthReport.StageReport;
import io.traas.ui.health.HealthReport.Status;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Puts together what stages say of themselves and what the heartbeat proves. A stage that says it is well while its
 * heartbeat is away is silent; those behind it only wait. Thread-safe.
 */
public final class Watch {

    private static final List<String> STAGES = List.of("collectors", "detector", "runbooks", "remediation", "ui");
    private static final int BEATS_MISSED = 3;
    /** A stage that never beat may still be starting. */
    private static final Duration STARTING = Duration.ofSeconds(60);

    private final Pulse pulse;
    private final Duration heartbeatInterval;
    private final Clock clock;
    private final Instant startedAt;
    private volatile Map<String, Answer> answers = Map.of();

    public Watch(Pulse pulse, Duration heartbeatInterval, Clock clock) {
        this.pulse = pulse;
        this.heartbeatInterval = heartbeatInterval;
        this.clock = clock;
        this.startedAt = clock.instant();
    }

    public void note(Map<String, Answer> now) {
        answers = Map.copyOf(now);
    }

    /** The loop's own stages in the loop's order, then any other that was asked. */
    public List<StageReport> stages() {
        Set<String> names = new LinkedHashSet<>(STAGES);
        names.addAll(new TreeMap<>(answers).keySet());
        return names.stream().map(this::stage).toList();
    }

    public static Status worst(List<StageReport> stages) {
        return stages.stream()
                .map(StageReport::status)
                .max(Comparator.naturalOrder())
                .orElse(Status.UNKNOWN);
    }

    /** Names of the stages that do not answer or whose heartbeat is away. */
    public static Set<String> silent(List<StageReport> stages) {
        return stages.stream()
                .filter(stage -> stage.status() == Status.SILENT || stage.status() == Status.DOWN)
                .map(StageReport::name)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** What a stage says of itself under a name; empty when it does not. */
    public Optional<String> fact(String stage, String name) {
        return Optional.ofNullable(answers.get(stage))
                .map(Answer::health)
                .map(StageHealth::facts)
                .map(facts -> facts.get(name));
    }

    private StageReport stage(String name) {
        Optional<Instant> beat = pulse.of(name);
        Long age = ageMs(name).orElse(null);
        Answer answer = answers.get(name);
        Map<String, String> facts = answer == null || answer.health() == null
                ? Map.of()
                : answer.health().facts();
        if (answer != null && answer.failure() != null) {
            return new StageReport(name, Status.DOWN, answer.failure(), beat.orElse(null), age, facts);
        }
        Status byHeartbeat = byHeartbeat(name);
        Optional<String> blocking = byHeartbeat == Status.UP ? Optional.empty() : stuckBefore(name);
        if (byHeartbeat == Status.SILENT && blocking.isEmpty()) {
            String since = age == null ? "since the start" : "for " + age / 1000 + " s";
            return new StageReport(
                    name, Status.SILENT, "no heartbeat came through " + since, beat.orElse(null), age, facts);
        }
        String missing = byHeartbeat == Status.UP
                ? ""
                : blocking.map(stage -> "no heartbeat reaches it from " + stage).orElse("no heartbeat yet");
        if (answer == null) {
            Status status = byHeartbeat == Status.SILENT ? Status.UNKNOWN : byHeartbeat;
            return new StageReport(name, status, missing, beat.orElse(null), age, facts);
        }
        Status own = Status.valueOf(answer.health().status().name());
        String summary = Objects.requireNonNullElse(answer.health().summary(), "");
        return new StageReport(name, own, summary.isBlank() ? missing : summary, beat.orElse(null), age, facts);
    }

    /** The first stage of the loop before this one where the heartbeat stops: that one is to blame, not this. */
    private Optional<String> stuckBefore(String name) {
        return STAGES.stream()
                .takeWhile(stage -> !stage.equals(name))
                .filter(stage -> byHeartbeat(stage) != Status.UP)
                .findFirst();
    }

    private Optional<Long> ageMs(String stage) {
        return pulse.of(stage)
                .map(at -> Math.max(0, Duration.between(at, clock.instant()).toMillis()));
    }

    private Status byHeartbeat(String name) {
        if (!STAGES.contains(name)) {
            return Status.UP;
        }
        Optional<Long> ageMs = ageMs(name);
        if (ageMs.isEmpty()) {
            boolean starting = Duration.between(startedAt, clock.instant()).compareTo(STARTING) < 0;
            return starting ? Status.UNKNOWN : Status.SILENT;
        }
        return ageMs.get() > heartbeatInterval.toMillis() * BEATS_MISSED ? Status.SILENT : Status.UP;
    }
}
