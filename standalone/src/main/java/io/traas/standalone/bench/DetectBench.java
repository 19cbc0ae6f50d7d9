package io.traas.standalone.bench;

import io.traas.detector.quality.Cost;
import io.traas.detector.stream.bare.BareJob;
import io.traas.model.bench.Figure;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * {@code ./traas bench detect}: what detection costs and how fast it is: the detector alone, the job between Kafka and
 * Kafka on a Flink cluster of separate processes, and what it is measured against. Exit code 0 when every bar is met.
 */
public final class DetectBench {

    private static final String USAGE = """
            usage: ./traas bench detect [options]
              --parts A,B,...    cost, throughput, flat, sustained, latency (default all)
              --series N         of the sustained part, each a sample every 15 s (default 500000)
              --minutes N        how long the sustained part lasts (default 10)
              --memory SIZE      of a TaskManager in the parts sustained (default 10g) and flat (default 16g, for a million series)
              --json FILE        write all figures as JSON
            """;

    private static final Set<String> PARTS = Set.of("cost", "throughput", "flat", "sustained", "latency");
    private static final int SERIES = 100_000;
    private static final int[] FLAT = {10_000, 100_000, 1_000_000};
    private static final int HALF_LOAD = 25_000;

    private final Path checkout;
    private final Options options;
    private final List<Figure> figures = new ArrayList<>();
    private int told;

    private record Options(List<String> parts, int series, int minutes, Optional<String> memory, Optional<Path> json) {}

    private DetectBench(Path checkout, Options options) {
        this.checkout = checkout;
        this.options = options;
    }

    public static void main(String[] arguments) {
        if (Arrays.asList(arguments).contains("--help")) {
            System.out.print(USAGE);
            System.exit(0);
        }
        try {
            DetectBench bench = new DetectBench(Path.of(System.getProperty("traas.home", "")), options(arguments));
            bench.measure();
            System.exit(bench.figures.stream().allMatch(Figure::met) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("traas bench detect: " + e.getMessage());
            System.err.print(USAGE);
            System.exit(2);
        } catch (IOException | ExecutionException e) {
            System.err.println("traas bench detect: " + e.getMessage());
            System.exit(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            System.exit(1);
        }
    }

    private static Options options(String[] arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.length; i += 2) {
            if (i + 1 == arguments.length
                    || !Set.of("--parts", "--series", "--minutes", "--memory", "--json")
                            .contains(arguments[i])) {
                throw new IllegalArgumentException("unknown option or missing value: " + arguments[i]);
            }
            given.put(arguments[i], arguments[i + 1]);
        }
        List<String> parts = List.of(given.getOrDefault("--parts", "cost,throughput,flat,sustained,latency")
                .split(","));
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("--parts is " + given.get("--parts") + ", known are " + PARTS);
        }
        return new Options(
                parts,
                number(given, "--series", 500_000),
                number(given, "--minutes", 10),
                Optional.ofNullable(given.get("--memory")),
                Optional.ofNullable(given.get("--json")).map(Path::of));
    }

    private static int number(Map<String, String> given, String option, int otherwise) {
        String text = given.getOrDefault(option, Integer.toString(otherwise));
        if (!text.matches("[1-9]\\d{0,8}")) {
            throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number above 0");
        }
        return Integer.parseInt(text);
    }

    private void measure() throws IOException, InterruptedException, ExecutionException {
        for (String part : options.parts()) {
            progress(part);
            switch (part) {
                case "cost" -> figures.addAll(new Cost().measure());
                case "throughput" -> throughput();
                case "flat" -> flat();
                case "sustained" -> sustained();
                default -> latency();
            }
            tell();
        }
    }

    /** Of series with a sample every 15 s. @param saved how often there is a checkpoint */
    private static Map<String, String> quarterMinute(String saved, String backend) {
        return Map.of("detector.interval", "15s", "detector.checkpoint-interval", saved, "detector.backend", backend);
    }

    /** All in one go, as the machine may have other guests. */
    private void throughput() throws IOException, InterruptedException, ExecutionException {
        double loop = new Cost().loop(SERIES);
        double heap = throughput(SERIES, "4g", Optional.empty(), quarterMinute("60s", "heap"));
        double disk = throughput(SERIES, "4g", Optional.empty(), quarterMinute("60s", "rocksdb"));
        double bare = throughput(SERIES, "4g", Optional.of(BareJob.class.getName()), quarterMinute("60s", "heap"));
        figures.add(Figure.told("plain loop: samples a processor second", loop));
        figures.add(Figure.told("bare Kafka-to-Kafka job: samples a processor second", bare));
        figures.add(Figure.atLeast("job on heap: samples a processor second", heap, 120_000));
        figures.add(Figure.atLeast("job on RocksDB: samples a processor second", disk, 40_000));
        figures.add(Figure.atLeast("job on heap, share of the plain loop", heap / loop, 0.3));
    }

    /** Whether a series costs the same among many as among few. */
    private void flat() throws IOException, InterruptedException, ExecutionException {
        for (int series : FLAT) {
            // What changes while a checkpoint is written is kept twice: a million series do not fit beside their
            // copies.
            Map<String, String> rarelySaved = quarterMinute("10m", "heap");
            double rate = throughput(series, options.memory().orElse("16g"), Optional.empty(), rarelySaved);
            figures.add(Figure.told("job on heap, " + series + " series: samples a processor second", rate));
        }
    }

    private double throughput(int series, String memory, Optional<String> main, Map<String, String> settings)
            throws IOException, InterruptedException, ExecutionException {
        try (Rig rig = Rig.start(checkout, new Rig.Shape(1, 1, memory))) {
            rig.submit(main, settings);
            double rate = Throughput.measure(rig, series);
            progress(String.format(
                    "%s %s, %d series: %.0f samples a processor second",
                    main.orElse("the job"), settings, series, rate));
            return rate;
        }
    }

    private void sustained() throws IOException, InterruptedException, ExecutionException {
        try (Rig rig = Rig.start(checkout, new Rig.Shape(1, 1, options.memory().orElse("10g")))) {
            rig.submit(Optional.empty(), quarterMinute("60s", "heap"));
            Sustained.Seen seen = Sustained.measure(
                    rig, options.series(), Duration.ofMinutes(options.minutes()), DetectBench::progress);
            String of = options.series() + " series: ";
            figures.add(Figure.told(of + "most seconds behind, first half", seen.lagBefore()));
            figures.add(Figure.atMost(of + "most seconds behind, second half", seen.lagAfter(), seen.lagBefore() + 1));
            figures.add(Figure.told(of + "cores of the TaskManager", seen.cores()));
            figures.add(Figure.atMost(of + "memory of Flink, GiB", seen.gibibytes(), 12));
            figures.add(Figure.told(of + "last checkpoint, s", seen.checkpointSeconds()));
            figures.add(Figure.told(of + "last checkpoint, GiB", seen.checkpointGibibytes()));
        }
    }

    /** At about half of what two cores can take beside broker and generator, with two TaskManagers that could each do it alone. */
    private void latency() throws IOException, InterruptedException, ExecutionException {
        try (Rig rig = Rig.start(checkout, new Rig.Shape(2, 2, "2g"))) {
            rig.submit(
                    Optional.empty(),
                    Map.of(
                            "detector.interval", "1s",
                            "detector.checkpoint-interval", "10s",
                            "detector.parallelism", "2"));
            try (Load load = new Load(rig.bootstrap(), HALF_LOAD);
                    Beat beat = new Beat(load, 1_000);
                    Jumps jumps = new Jumps(rig.bootstrap(), load)) {
                progress("learning for three minutes");
                Thread.sleep(Duration.ofMinutes(3).toMillis());
                progress(beat.sent() - rig.scrapes() + " of " + beat.sent() + " scrapes not taken in yet");
                Jumps.Told calm = jumps.run(Duration.ofSeconds(60), () -> {});
                progress(String.format(
                        "calm: %d told, %d lost", calm.latenciesMs().size(), calm.lost()));
                Jumps.Told hit = jumps.run(Duration.ofSeconds(60), rig::killTaskManager);
                progress(String.format(
                        "kill -9: %d told, %d lost", hit.latenciesMs().size(), hit.lost()));
                figures.add(Figure.told("scraped once a second: samples a second", HALF_LOAD));
                figures.add(Figure.atMost("jump to anomaly on Kafka, s, p50", calm.seconds(0.5), 1.0));
                figures.add(Figure.atMost("jump to anomaly on Kafka, s, p99", calm.seconds(0.99), 2.5));
                figures.add(Figure.atMost("jumps nobody told of", calm.lost(), 0));
                figures.add(Figure.atMost(
                        "kill -9 of a TaskManager: longest silence, s", hit.longestSilenceMs() / 1e3, 10));
                figures.add(Figure.atMost("kill -9 of a TaskManager: jumps nobody told of", hit.lost(), 0));
                figures.add(Figure.told("kill -9 of a TaskManager: told twice, same id", hit.repeated()));
            }
        }
    }

    /** What was measured since the last time, and the file with all there is: a part that fails takes nothing with it. */
    private void tell() throws IOException {
        figures.subList(told, figures.size()).forEach(figure -> System.out.println(figure.line()));
        told = figures.size();
        if (options.json().isPresent()) {
            Figure.write(figures, options.json().get());
        }
    }

    private static void progress(String what) {
        System.err.println("traas bench detect: " + what);
    }
}
