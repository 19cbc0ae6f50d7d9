package io.traas.drills.demo;

import io.traas.drills.cluster.Write;
import io.traas.drills.demo.PlatformView.IncidentRow;
import io.traas.drills.demo.Recovery.Course;
import io.traas.drills.demo.Results.FaultResult;
import io.traas.drills.demo.Results.QuietResult;
import io.traas.drills.demo.Results.TrapResult;
import io.traas.drills.faults.Collateral;
import io.traas.drills.faults.Drill;
import io.traas.drills.faults.Fault;
import io.traas.drills.faults.Injection;
import io.traas.drills.faults.Trap;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Plays single faults and traps, and the quiet between them, on a scene and says how each went. */
final class Episodes {

    private static final Duration FAULT_LIMIT = Duration.ofSeconds(120);
    /** After a cure: long enough for a second, needless action to show. */
    private static final Duration AFTERMATH = Duration.ofSeconds(3);

    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(90);
    private static final long POLL_MS = 250;

    private final Scene scene;
    private final Narrator narrator;
    private final Clock clock;
    private final RandomGenerator random;

    Episodes(Scene scene, Narrator narrator, Clock clock, RandomGenerator random) {
        this.scene = scene;
        this.narrator = narrator;
        this.clock = clock;
        this.random = random;
    }

    FaultResult play(Fault fault) throws InterruptedException {
        Set<String> known = knownIncidents();
        Instant begun = clock.instant();
        Injection injection = inject(fault);
        Recovery recovery = new Recovery(scene.view(), scene.bank().load(), narrator, clock);
        Course course = recovery.follow(begun, known, FAULT_LIMIT);
        TimeUnit.MILLISECONDS.sleep(AFTERMATH.toMillis());
        List<String> collateral = outOfBounds(begun, injection.collateral());
        if (!course.complete()) {
            narrator.say("NOT HEALED within " + FAULT_LIMIT.toSeconds() + " s; putting the bank right by hand");
        }
        undo(injection);
        IncidentRow incident = course.incident();
        return new FaultResult(
                fault.id(),
                injection.target(),
                course.recoveredAt() != null,
                course.verified(),
                Math.max(0, seconds(course.effectiveAt(), course.detectedAt())),
                seconds(course.detectedAt(), course.recoveredAt()),
                seconds(course.effectiveAt(), course.recoveredAt()),
                course.verified()
                        ? seconds(course.effectiveAt(), incident.instants().verifiedAt())
                        : Double.NaN,
                incident == null || incident.runbook() == null ? "-" : incident.runbook(),
                collateral);
    }

    TrapResult play(Trap trap) throws InterruptedException {
        Set<String> known = knownIncidents();
        Instant begun = clock.instant();
        Injection injection = inject(trap);
        Instant until = begun.plus(trap.lasting());
        while (clock.instant().isBefore(until)) {
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        List<String> touched = outOfBounds(begun, Collateral.NONE);
        String outcome = touched.isEmpty()
                ? attention(known)
                : "touched " + String.join(", ", touched) + " after " + attention(known);
        narrator.say((touched.isEmpty() ? "left alone: " : "ACTED: ") + outcome + " (" + trap.whyActingIsWrong() + ")");
        undo(injection);
        return new TrapResult(trap.id(), !touched.isEmpty(), outcome);
    }

    /** Watches the healthy bank. */
    QuietResult watchQuiet(Duration time) throws InterruptedException {
        narrator.begin("watching the healthy bank for " + time.toSeconds() + " s");
        Set<String> known = knownIncidents();
        Instant begun = clock.instant();
        double cpuBefore = scene.platform().footprint().cpuSeconds();
        TimeUnit.MILLISECONDS.sleep(time.toMillis());
        double seconds = seconds(begun, clock.instant());
        double cpu = (scene.platform().footprint().cpuSeconds() - cpuBefore) / seconds;
        int incidents = fresh(known).size();
        int actions = scene.platformWrites(begun).size();
        return new QuietResult(seconds, incidents, actions, cpu);
    }

    private Injection inject(Drill drill) throws InterruptedException {
        List<String> candidates = drill.candidates(scene.bank());
        String target = candidates.get(random.nextInt(candidates.size()));
        narrator.begin("injecting " + drill.id() + " into " + target + ": " + drill.description());
        return drill.inject(scene.bank(), target, random);
    }

    /** Brings the bank back to its start and waits until the platform sees no open incident either. */
    private void undo(Injection injection) throws InterruptedException {
        injection.undo();
        Instant limit = clock.instant().plus(SETTLE_LIMIT);
        while (scene.view().incidents().stream().anyMatch(IncidentRow::open)) {
            if (clock.instant().isAfter(limit)) {
                narrator.say("incidents are still open: "
                        + scene.view().incidents().stream()
                                .filter(IncidentRow::open)
                                .map(IncidentRow::title)
                                .toList());
                return;
            }
            TimeUnit.MILLISECONDS.sleep(POLL_MS);
        }
        narrator.say("bank as at the start, no incident open");
    }

    private Set<String> knownIncidents() {
        return scene.view().incidents().stream().map(IncidentRow::id).collect(Collectors.toSet());
    }

    private List<IncidentRow> fresh(Set<String> known) {
        return scene.view().incidents().stream()
                .filter(row -> !known.contains(row.id()))
                .toList();
    }

    private String attention(Set<String> known) {
        List<IncidentRow> fresh = fresh(known);
        return fresh.isEmpty()
                ? "no incident"
                : fresh.stream()
                        .map(row -> row.title() + " -> " + row.attention().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining("; "));
    }

    /** What the platform changed that it should not have. */
    private List<String> outOfBounds(Instant since, Collateral allowed) {
        return scene.platformWrites(since).stream()
                .filter(write -> !allowed.allows(write))
                .map(Episodes::text)
                .distinct()
                .toList();
    }

    private static String text(Write write) {
        String path = write.resource() + "/" + write.namespace() + "/" + write.name();
        return write.verb() + " " + path + (write.subresource().isEmpty() ? "" : "/" + write.subresource());
    }

    /** NaN when one of them is unknown. */
    private static double seconds(Instant from, Instant to) {
        return from == null || to == null
                ? Double.NaN
                : Duration.between(from, to).toMillis() / 1000.0;
    }
}
