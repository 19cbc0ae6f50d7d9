package io.traas.drills.demo;

import io.traas.drills.demo.Results.FaultResult;
import io.traas.drills.demo.Results.OutageResult;
import io.traas.drills.demo.Results.QuietResult;
import io.traas.drills.demo.Results.TrapResult;
import io.traas.drills.faults.Catalogue;
import io.traas.drills.faults.Drill;
import io.traas.drills.faults.Fault;
import io.traas.drills.faults.Trap;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * {@code ./traas demo}: starts the platform and the practice bank, breaks things and tells how they heal. Exit code 0
 * when all went well, 1 when not, 2 for wrong use.
 */
public final class Demo {

    private static final Duration BETWEEN_FAULTS = Duration.ofSeconds(30);

    private final DemoOptions options;
    private final Narrator narrator;
    private final Clock clock;

    private Demo(DemoOptions options, Narrator narrator, Clock clock) {
        this.options = options;
        this.narrator = narrator;
        this.clock = clock;
    }

    public static void main(String[] arguments) {
        List<String> list = List.of(arguments);
        if (list.contains("--help")) {
            System.out.print(Usage.demo());
            return;
        }
        try {
            DemoOptions options = DemoOptions.parse(arguments);
            if (options.only().equals(List.of("list"))) {
                Catalogue.ids()
                        .forEach(id -> System.out.printf(
                                "%-24s %s%n", id, Catalogue.byId(id).description()));
                return;
            }
            List<Drill> only = options.only().stream().map(Catalogue::byId).toList();
            if (!options.once() && !only.isEmpty() && only.stream().noneMatch(Fault.class::isInstance)) {
                throw new IllegalArgumentException("--faults names traps only; traps need --once");
            }
            Clock clock = Clock.systemUTC();
            System.exit(new Demo(options, new Narrator(System.out, clock), clock).run());
        } catch (IllegalArgumentException e) {
            System.err.println("traas demo: " + e.getMessage());
            System.err.print(Usage.demo());
            System.exit(2);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException | RuntimeException e) {
            System.err.println("traas demo: " + e.getMessage());
            System.exit(1);
        }
    }

    private int run() throws InterruptedException, IOException {
        Scene scene = new Scene(options, narrator, clock);
        AtomicBoolean interrupted = new AtomicBoolean();
        Thread curtain = new Thread(
                () -> {
                    interrupted.set(true);
                    scene.close();
                },
                "curtain");
        Runtime.getRuntime().addShutdownHook(curtain);
        try (scene) {
            scene.open();
            if (!options.once()) {
                goOn(scene);
                return 0;
            }
            Results results = once(scene);
            narrator.plain("");
            narrator.plain(results.table());
            if (options.json() != null) {
                results.write(options.json());
            }
            return results.passed() ? 0 : 1;
        } catch (RuntimeException e) {
            if (interrupted.get()) {
                return 130;
            }
            throw e;
        }
    }

    /** Every chosen fault, then every chosen trap, once each. */
    Results once(Scene scene) throws InterruptedException {
        Random random = new Random(options.seed());
        Episodes episodes = new Episodes(scene, narrator, clock, random);
        QuietResult quiet =
                options.quietSeconds() == 0 ? null : episodes.watchQuiet(Duration.ofSeconds(options.quietSeconds()));
        List<FaultResult> faults = new ArrayList<>();
        List<TrapResult> traps = new ArrayList<>();
        double cpuBefore = scene.platform().footprint().cpuSeconds();
        long begun = System.nanoTime();
        for (Drill drill : chosen()) {
            if (drill instanceof Fault fault) {
                faults.add(episodes.play(fault));
            } else if (drill instanceof Trap trap) {
                traps.add(episodes.play(trap));
            }
        }
        List<OutageResult> outages =
                options.outages() ? new Outages(scene, episodes, narrator, clock).play() : List.of();
        double seconds = (System.nanoTime() - begun) / 1e9;
        Footprint platform = scene.platform().footprint();
        return new Results(
                faults,
                traps,
                outages,
                scene.answersSeconds(),
                scene.readySeconds(),
                platform.residentMib(),
                scene.wholeFootprint().residentMib(),
                (platform.cpuSeconds() - cpuBefore) / seconds,
                quiet,
                scene.bank().load().state().money().ok());
    }

    private void goOn(Scene scene) throws InterruptedException {
        Episodes episodes = new Episodes(scene, narrator, clock, new Random(options.seed()));
        List<Fault> faults = chosen().stream()
                .filter(Fault.class::isInstance)
                .map(Fault.class::cast)
                .toList();
        narrator.plain("\nOpen " + scene.platform().dashboard() + " and watch. Ctrl-C ends everything.");
        for (int i = 0; ; i = (i + 1) % faults.size()) {
            episodes.play(faults.get(i));
            narrator.say("next fault in " + BETWEEN_FAULTS.toSeconds() + " s");
            TimeUnit.MILLISECONDS.sleep(BETWEEN_FAULTS.toMillis());
        }
    }

    private List<Drill> chosen() {
        List<String> ids = options.only().isEmpty() ? Catalogue.ids() : options.only();
        return ids.stream().map(Catalogue::byId).toList();
    }
}
