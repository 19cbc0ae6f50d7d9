package io.traas.drills.demo;

import io.traas.drills.demo.PlatformView.IncidentRow;
import io.traas.drills.load.LoadClient;
import io.traas.drills.load.LoadState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Follows one fault from the judge's and the platform's point of view, telling each step when it becomes known:
 * effective, detected, located, decided, acting, recovered, verified. Effective and recovered come from the judge alone.
 */
final class Recovery {

    private static final long POLL_MS = 200;
    private static final Duration JUDGES_WINDOW = Duration.ofSeconds(3);

    private final PlatformView platform;
    private final LoadClient judge;
    private final Narrator narrator;
    private final Clock clock;
    private final Set<String> told = new HashSet<>();

    Recovery(PlatformView platform, LoadClient judge, Narrator narrator, Clock clock) {
        this.platform = platform;
        this.judge = judge;
        this.narrator = narrator;
        this.clock = clock;
    }

    /**
     * What is known of one fault. Null until known.
     *
     * @param incident the incident that was verified as healed, or the first one about this fault
     */
    record Course(Instant effectiveAt, Instant recoveredAt, Instant detectedAt, IncidentRow incident) {

        boolean verified() {
            return incident != null && incident.instants().verifiedAt() != null && "HEALED".equals(incident.outcome());
        }

        boolean complete() {
            return effectiveAt != null && recoveredAt != null && verified();
        }
    }

    /** Waits until the fault has taken its whole course, at most {@code limit}. */
    Course follow(Instant injectedAt, Set<String> knownIncidents, Duration limit) throws InterruptedException {
        Instant deadline = clock.instant().plus(limit);
        Course course = look(injectedAt, knownIncidents);
        while (!course.complete() && clock.instant().isBefore(deadline)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
            course = look(injectedAt, knownIncidents);
            tell(course);
        }
        return course;
    }

    private Course look(Instant injectedAt, Set<String> knownIncidents) {
        LoadState state = judge.state();
        List<IncidentRow> fresh = platform.incidents().stream()
                .filter(row -> !knownIncidents.contains(row.id()))
                .sorted(Comparator.comparing(
                        row -> row.instants().detectedAt(), Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
        Optional<IncidentRow> healed =
                fresh.stream().filter(row -> "HEALED".equals(row.outcome())).findFirst();
        Optional<IncidentRow> acted =
                fresh.stream().filter(row -> row.runbook() != null).findFirst();
        IncidentRow incident =
                healed.or(() -> acted).or(() -> fresh.stream().findFirst()).orElse(null);
        Instant detectedAt = fresh.isEmpty() ? null : fresh.get(0).instants().detectedAt();
        // The judge dates a fault back to the first bad answer of its window, which may be a stray one before the
        // injection.
        Instant since = injectedAt.minus(JUDGES_WINDOW);
        return new Course(
                state.effectiveSince(since)
                        .map(at -> at.isBefore(injectedAt) ? injectedAt : at)
                        .orElse(null),
                state.recoveredSince(since).orElse(null),
                detectedAt,
                incident);
    }

    private void tell(Course course) {
        once("effective", course.effectiveAt(), "fault effective: customers suffer");
        IncidentRow incident = course.incident();
        if (incident != null) {
            PlatformView.Instants instants = incident.instants();
            once("detected", course.detectedAt(), "detected");
            once("located " + incident.id(), instants.locatedAt(), "located: " + incident.title());
            once("decided " + incident.id(), instants.decidedAt(), "decided: " + decided(incident));
            once("acting " + incident.id(), instants.actionStartedAt(), "acting");
        }
        once("recovered", course.recoveredAt(), "recovered: customers are well");
        if (course.verified()) {
            once("verified", incident.instants().verifiedAt(), "verified by the platform");
        }
    }

    private static String decided(IncidentRow incident) {
        return incident.runbook() == null ? "a person is needed" : "runbook " + incident.runbook();
    }

    private void once(String key, Instant at, String text) {
        if (at != null && told.add(key)) {
            narrator.at(at, text);
        }
    }
}
