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
 */
public final class StopDrill {

    private static final double BAR_SECONDS = 2;
    private static final Duration SCRAPE = Duration.ofMillis(50);
    private static final Duration SESSION = Duration.ofSeconds(6);

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
        try (Workplace workplace = Workplace.open(null);
                Ground ground = new Ground(SESSION, UNBRIDLED, workplace.directory(), classPath)) {
            // Whoever ends it by Ctrl-C leaves neither process nor file behind.
            List<Runnable> ends = List.of(ground::close, workplace::close);
            Thread curtain = new Thread(() -> ends.forEach(Runnable::run), "curtain");
            Runtime.getRuntime().addShutdownHook(curtain);
            progress.accept("starting a broker, a practice cluster and two replicas");
            ground.open();
            List<Figure> figures = new StopDrill(ground, Clock.systemUTC(), progress, scale).run();
            Runtime.getRuntime().removeShutdownHook(curtain);
            return figures;
        }
    }

    /** @param latestSeconds from the moment the switch was sent to the last request; negative when none came after it */
    private record Stop(double latestSeconds, long writesBefore, long left) {}

    private List<Figure> run() throws InterruptedException {
        List<Stop> stops = new ArrayList<>();
        for (int i = 1; i <= scale.stops(); i++) {
            stops.add(stop("stop-" + i, false));
            ground.setSwitch("run");
        }
        List<Figure> figures = new ArrayList<>(figures("stop", stops));
        figures.addAll(figures("stop, broker down", List.of(stop("stop-without-broker", true))));
        return figures;
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

    private Stop stop(String name, boolean brokerDown) throws InterruptedException {
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
        if (brokerDown) {
            ground.killBroker();
        }
        Instant stopped = clock.instant();
        ground.setSwitch("stop");
        Instant end = stopped.plus(scale.watch());
        while (clock.instant().isBefore(end)) {
            if (!brokerDown) {
                rush.observe(); // Nothing but the switch may hold it back.
            }
            Drill.pause(SCRAPE);
        }
        List<Instant> requests = requests();
        Instant latest = requests.get(requests.size() - 1);
        long before = requests.stream()
                .filter(at -> at.isAfter(stopped.minusSeconds(1)) && !at.isAfter(stopped))
                .count();
        Stop stop = new Stop(millis(stopped, latest) / 1e3, before, rush.size() - done(rush));
        progress.accept(name + ": latest request " + millis(stopped, latest) + " ms after the stop, " + before
                + " in the second before, " + stop.left() + " of " + rush.size() + " plans not carried out");
        if (!brokerDown) {
            rush.discharge();
        }
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
