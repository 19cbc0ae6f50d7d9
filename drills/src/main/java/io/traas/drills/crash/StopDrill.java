package io.traas.drills.crash;

import io.traas.drills.cluster.Write;
import io.traas.drills.demo.Workplace;
import io.traas.model.bench.Figure;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * How long the platform goes on after it was told to stop: the real process, with more plans than it has hands, against the
 * practice cluster; the switch is set in the cluster, with the broker up and with it killed right before. What counts is
 * every request of the platform that the API server saw, dry runs and Events included, by the time it was answered.
 *
 * <p>Without a broker no plan is begun, stopped or not. So that it is the switch that is seen to work, every hand is held
 * right before its last look at it, the intent durable and the request not sent, and let go once the switch is set. In a
 * control it is not set: then requests have to come, or nothing was proved.
 */
public final class StopDrill {

    private static final int BAR_SECONDS = 2;
    private static final Duration BAR = Duration.ofSeconds(BAR_SECONDS);
    private static final Duration SCRAPE = Duration.ofMillis(50);
    private static final Duration SESSION = Duration.ofSeconds(6);

    /** The platform's default. */
    private static final int HANDS = 4;

    /** Beyond the bar, so that what is sent then counts as too late; and less than a session, after which nobody may act. */
    private static final Duration HELD = Duration.ofMillis(4_500);

    private static final Duration HELD_WITHIN = Duration.ofSeconds(1);

    /** What stands against acting at full load is put aside; the guard is measured elsewhere. */
    private static final List<String> UNBRIDLED = List.of(
            "remediation.max-plans: 100000",
            "remediation.undo: false",
            "remediation.guard.cures-at-once: 100000",
            "remediation.guard.storm-targets: 100000");

    private final Ground ground;
    private final Clock clock;
    private final Consumer<String> progress;
    private final Scale scale;

    /**
     * How much.
     *
     * @param workloads that need a cure in each stop
     * @param stops with the broker up
     * @param watch how long the API server is watched after a stop
     */
    public record Scale(int workloads, int stops, Duration watch) {

        public static final Scale FULL = new Scale(100, 3, Duration.ofSeconds(10));

        /** Writes that must have been seen before the switch is set: every hand is at work by then. */
        int begun() {
            return workloads / 10;
        }
    }

    private StopDrill(Ground ground, Clock clock, Consumer<String> progress, Scale scale) {
        this.ground = ground;
        this.clock = clock;
        this.progress = progress;
        this.scale = scale;
    }

    /**
     * @param classPath of the platform's programs
     * @param progress told what happens, a line each
     * @throws IllegalStateException when nothing could be proved
     */
    public static List<Figure> measure(String classPath, Scale scale, Consumer<String> progress)
            throws InterruptedException {
        List<Figure> figures = new ArrayList<>(on(classPath, scale, progress, StopDrill::stopped));
        figures.addAll(on(classPath, scale, progress, drill -> List.of(drill.control())));
        return figures;
    }

    /** Measured on one ground. */
    private interface Part {
        List<Figure> of(StopDrill drill) throws InterruptedException;
    }

    private static List<Figure> on(String classPath, Scale scale, Consumer<String> progress, Part part)
            throws InterruptedException {
        try (Workplace workplace = Workplace.open(null);
                Ground ground = new Ground(SESSION, UNBRIDLED, workplace.directory(), classPath)) {
            // Whoever ends it by Ctrl-C leaves neither process nor file behind.
            List<Runnable> ends = List.of(ground::close, workplace::close);
            Thread curtain = new Thread(() -> ends.forEach(Runnable::run), "curtain");
            Runtime.getRuntime().addShutdownHook(curtain);
            progress.accept("starting a broker, a practice cluster and two replicas");
            ground.open();
            List<Figure> figures = part.of(new StopDrill(ground, Clock.systemUTC(), progress, scale));
            Runtime.getRuntime().removeShutdownHook(curtain);
            return figures;
        }
    }

    /**
     * What was seen of one stop.
     *
     * @param latestSeconds from the moment the switch was sent to the last request; negative when none came after it
     * @param tooLate requests later than the bar
     * @param left plans that were not carried out
     */
    private record Stop(double latestSeconds, long tooLate, long writesBefore, long left) {}

    private List<Figure> stopped() throws InterruptedException {
        List<Stop> stops = new ArrayList<>();
        for (int i = 1; i <= scale.stops(); i++) {
            Rush rush = rush("stop-" + i);
            Instant stopped = clock.instant();
            ground.setSwitch("stop");
            stops.add(watch("stop-" + i, rush, stopped, true));
            rush.discharge();
            ground.setSwitch("run");
        }
        List<Figure> figures = new ArrayList<>(figures("stop", stops));
        Rush rush = rush("stop-without-broker");
        Instant goOnAt = holdEveryHand();
        ground.killBroker();
        Instant stopped = clock.instant();
        ground.setSwitch("stop");
        requireStillHeld(goOnAt, stopped);
        figures.addAll(figures("stop, broker down", List.of(watch("stop-without-broker", rush, stopped, false))));
        return figures;
    }

    /** The same without the switch. */
    private Figure control() throws InterruptedException {
        Rush rush = rush("control");
        Instant goOnAt = holdEveryHand();
        ground.killBroker();
        Instant killed = clock.instant();
        requireStillHeld(goOnAt, killed);
        return Figure.atLeast(
                "stop, broker down: requests after " + BAR_SECONDS + " s if there is no stop",
                watch("control", rush, killed, false).tooLate(),
                1);
    }

    private static List<Figure> figures(String of, List<Stop> stops) {
        return List.of(
                Figure.atMost(
                        of + ": latest request after it, s",
                        stops.stream().mapToDouble(Stop::latestSeconds).max().orElseThrow(),
                        BAR_SECONDS),
                Figure.told(
                        of + ": requests in the second before it, least",
                        stops.stream().mapToLong(Stop::writesBefore).min().orElseThrow()),
                Figure.atLeast(
                        of + ": plans it kept from being carried out, least",
                        stops.stream().mapToLong(Stop::left).min().orElseThrow(),
                        1));
    }

    /** Everybody is ill, and every hand at work. */
    private Rush rush(String name) throws InterruptedException {
        Rush rush = new Rush(ground, clock, name, scale.workloads());
        progress.accept(name + ": admitting " + rush.size() + " workloads");
        rush.admit();
        rush.fallIll();
        Drill.pause(Drill.ARRIVES_WITHIN);
        rush.decide();
        Instant limit = clock.instant().plus(Drill.PATIENCE);
        while (done(rush) < scale.begun()) {
            if (clock.instant().isAfter(limit)) {
                throw new IllegalStateException(name + ": only " + done(rush) + " of " + rush.size()
                        + " plans were carried out within " + Drill.PATIENCE.toSeconds() + " s");
            }
            rush.observe();
            Drill.pause(SCRAPE);
        }
        return rush;
    }

    /** One after the other, as an order holds one only. @return none goes on before then */
    private Instant holdEveryHand() throws InterruptedException {
        Replica actor = ground.replicas().get(0);
        for (Replica replica : ground.replicas()) {
            actor = replica.isActing() ? replica : actor;
        }
        Instant begun = clock.instant();
        Instant limit = begun.plus(HELD_WITHIN);
        int held = 0;
        while (held < HANDS && clock.instant().isBefore(limit)) {
            actor.order("BEFORE_CHECK:1:hold:" + HELD + "#" + held);
            while (actor.pointsReached() == held && clock.instant().isBefore(limit)) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
            held = actor.pointsReached();
        }
        actor.order("");
        if (held == 0) {
            throw new IllegalStateException("no hand came to its last look at the stop switch within " + HELD_WITHIN);
        }
        progress.accept(held + " hands are held before their last look at the stop switch");
        return begun.plus(HELD);
    }

    private static void requireStillHeld(Instant goOnAt, Instant stopped) {
        if (goOnAt.isBefore(stopped.plus(BAR))) {
            throw new IllegalStateException("the hands may go on at " + goOnAt + ", too soon after " + stopped);
        }
    }

    /** @param heard whether collectors are; with the broker up nothing but the switch may hold it back */
    private Stop watch(String name, Rush rush, Instant since, boolean heard) throws InterruptedException {
        Instant end = since.plus(scale.watch());
        while (clock.instant().isBefore(end)) {
            if (heard) {
                rush.observe();
            }
            Drill.pause(SCRAPE);
        }
        List<Instant> requests = requests();
        Instant latest = requests.get(requests.size() - 1);
        long before = requests.stream()
                .filter(at -> at.isAfter(since.minusSeconds(1)) && !at.isAfter(since))
                .count();
        long tooLate =
                requests.stream().filter(at -> at.isAfter(since.plus(BAR))).count();
        Stop stop = new Stop(millis(since, latest) / 1e3, tooLate, before, rush.size() - done(rush));
        progress.accept(name + ": latest request after " + millis(since, latest) + " ms, " + tooLate + " after "
                + BAR_SECONDS + " s, " + before + " in the second before, " + stop.left() + " of " + rush.size()
                + " plans not carried out");
        return stop;
    }

    private static long millis(Instant from, Instant to) {
        return TimeUnit.NANOSECONDS.toMillis(Duration.between(from, to).toNanos());
    }

    private long done(Rush rush) {
        return ground.cluster().writes().stream()
                .flatMap(write -> Effect.of(write).stream())
                .filter(rush::isOf)
                .count();
    }

    /** When each request of the platform was answered, oldest first. */
    private List<Instant> requests() {
        return ground.cluster().writes().stream()
                .filter(Effect::isOurs)
                .map(Write::at)
                .sorted()
                .toList();
    }
}
