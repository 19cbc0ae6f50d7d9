package io.traas.drills.bench;

import io.traas.drills.bench.BenchOptions.Part;
import io.traas.drills.crash.StopDrill;
import io.traas.drills.units.drill.FailoverDrill;
import io.traas.model.bench.Figure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * {@code ./traas bench remediate}: what may be relied on when the platform acts, measured. Exit code 0 when every bar is
 * met, 1 when one is not or a part could not be measured, 2 for a wrong command.
 */
public final class RemediateBench {

    /** What stands for a part that came to no figures. */
    private static final String NOT_MEASURED = ": could not be measured";

    private final BenchOptions options;
    private final Path home;
    private final List<Figure> figures = new ArrayList<>();

    private RemediateBench(BenchOptions options, Path home) {
        this.options = options;
        this.home = home;
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> list = List.of(arguments);
        if (list.contains("--help")) {
            System.out.print(usage());
            return;
        }
        try {
            BenchOptions options = BenchOptions.of(list);
            RemediateBench bench = new RemediateBench(options, Path.of(System.getProperty("traas.home", "")));
            bench.run();
            System.exit(bench.figures.stream().allMatch(Figure::met) ? 0 : 1);
        } catch (IllegalArgumentException e) {
            System.err.println("traas bench remediate: " + e.getMessage());
            System.err.print(usage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("traas bench remediate: " + e.getMessage());
            System.exit(1);
        }
    }

    private static String usage() {
        try (var text = RemediateBench.class.getResourceAsStream("usage.txt")) {
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("usage.txt is missing", e);
        }
    }

    /** A part that fails takes nothing with it, and is told as a bar that is not met. */
    private void run() throws InterruptedException, IOException {
        for (Part part : options.parts()) {
            progress(part.label());
            List<Figure> measured;
            try {
                measured = measure(part);
            } catch (IOException | RuntimeException e) {
                progress(part.label() + " failed: " + e.getMessage());
                measured = List.of(Figure.atMost(part.label() + NOT_MEASURED, 1, 0));
            }
            measured.forEach(figure -> System.out.println(figure.line()));
            figures.addAll(measured);
            if (options.json() != null) {
                Figure.write(figures, options.json());
            }
        }
    }

    private List<Figure> measure(Part part) throws InterruptedException, IOException {
        return switch (part) {
            case PURSE ->
                beside("-Xmx256m", "io.traas.remediation.PurseBench", List.of("--rounds", "" + options.rounds()));
            case AUDIT ->
                beside(
                        "-Xmx512m",
                        "io.traas.remediation.audit.AuditBench",
                        List.of(
                                "--entries",
                                "" + BenchOptions.LEDGER_ENTRIES,
                                "--positions",
                                "" + options.positions()));
            case STOP -> StopDrill.measure(classPath("standalone"), StopDrill.Scale.FULL, RemediateBench::progress);
            case SWITCHOVER -> FailoverDrill.switchover(classPath("standalone"), System.err);
            case FAILOVER -> FailoverDrill.failover(classPath("standalone"), System.err);
        };
    }

    /** A program that knows the inside of remediation, which drills do not. */
    private List<Figure> beside(String memory, String main, List<String> arguments)
            throws InterruptedException, IOException {
        return new MeasuringProgram(classPath("remediation"), memory, main).run(arguments, RemediateBench::progress);
    }

    private String classPath(String module) throws IOException {
        Path file = home.resolve(module).resolve("target/classpath.txt");
        if (!Files.exists(file)) {
            throw new IOException("the platform is not built: " + file + " is missing; run ./traas build");
        }
        return Files.readString(file).strip();
    }

    private static void progress(String what) {
        System.err.println("traas bench remediate: " + what);
    }
}
