package io.traas.detector.score;

import io.traas.detector.ensemble.Ensemble;
import io.traas.detector.ensemble.SeriesDetector;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** {@code ./traas detect score --data DIR --out DIR}: every CSV file below one folder, scored into the same place below another. */
public final class Score {

    private static final String USAGE = "usage: ./traas detect score --data DIR --out DIR\n"
            + "  every *.csv and *.csv.gz at any depth below --data, rows timestamp,value, is scored point by point by the\n"
            + "  shipped detector; --out gets timestamp,score,alert at the same relative path\n";

    private final Path data;
    private final Path out;
    private final Supplier<? extends SeriesDetector> fresh;
    private final PrintStream report;
    private final PrintStream errors;

    /** @param fresh makes a detector that has seen nothing */
    Score(Path data, Path out, Supplier<? extends SeriesDetector> fresh, PrintStream report, PrintStream errors) {
        this.data = data.toAbsolutePath().normalize();
        this.out = out.toAbsolutePath().normalize();
        this.fresh = fresh;
        this.report = report;
        this.errors = errors;
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> list = List.of(arguments);
        if (list.contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        System.exit(run(list, Ensemble::shipped, System.out, System.err));
    }

    /** @return 0 when all was scored, 1 when a file could not be read, 2 when the call makes no sense */
    static int run(
            List<String> arguments, Supplier<? extends SeriesDetector> fresh, PrintStream report, PrintStream errors)
            throws InterruptedException {
        try {
            Map<String, Path> options = options(arguments);
            return new Score(options.get("--data"), options.get("--out"), fresh, report, errors).scoreAll() ? 0 : 1;
        } catch (IllegalArgumentException e) {
            errors.println("traas detect score: " + e.getMessage());
            errors.print(USAGE);
            return 2;
        } catch (IOException e) {
            errors.println("traas detect score: cannot read " + e.getMessage());
            return 1;
        }
    }

    private static Map<String, Path> options(List<String> arguments) {
        Map<String, Path> options = new TreeMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            if (!option.equals("--data") && !option.equals("--out")) {
                throw new IllegalArgumentException("unknown option " + option);
            }
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(option + " needs a directory");
            }
            options.put(option, Path.of(arguments.get(i + 1)));
        }
        if (options.size() < 2) {
            throw new IllegalArgumentException("--data and --out are needed");
        }
        if (!Files.isDirectory(options.get("--data"))) {
            throw new IllegalArgumentException("--data: " + options.get("--data") + " is not a directory");
        }
        if (options.get("--data")
                .toAbsolutePath()
                .normalize()
                .equals(options.get("--out").toAbsolutePath().normalize())) {
            throw new IllegalArgumentException("--out is --data: the files themselves would be overwritten");
        }
        return options;
    }

    /** @return false when a file could not be read to its end */
    boolean scoreAll() throws IOException, InterruptedException {
        Map<Path, Path> inputByOutput = plan();
        long begun = System.nanoTime();
        ExecutorService workers =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        try {
            List<Callable<ScoredFile.Outcome>> tasks = new ArrayList<>();
            inputByOutput.forEach(
                    (output, input) -> tasks.add(() -> new ScoredFile(input, output, fresh.get(), errors).write()));
            return tell(workers.invokeAll(tasks), (System.nanoTime() - begun) / 1e9);
        } finally {
            workers.shutdownNow();
        }
    }

    /** @throws IllegalArgumentException when two files would be scored into one */
    private Map<Path, Path> plan() throws IOException {
        Map<Path, Path> inputByOutput = new TreeMap<>();
        try (Stream<Path> files = Files.walk(data)) {
            for (Path file : files.filter(this::isInput).sorted().toList()) {
                Path output = out.resolve(data.relativize(file).toString().replaceFirst("\\.gz$", ""));
                Path other = inputByOutput.put(output, file);
                if (other != null) {
                    throw new IllegalArgumentException(other + " and " + file + " would both be scored into " + output
                            + "; take one of them away");
                }
            }
        }
        return inputByOutput;
    }

    /** What was scored into a folder below the data is no data. */
    private boolean isInput(Path file) {
        String name = file.getFileName().toString();
        boolean ours = file.startsWith(out);
        return (name.endsWith(".csv") || name.endsWith(".csv.gz")) && !ours && Files.isRegularFile(file);
    }

    private boolean tell(List<Future<ScoredFile.Outcome>> done, double seconds) throws InterruptedException {
        long rows = 0;
        long bad = 0;
        int failed = 0;
        for (Future<ScoredFile.Outcome> each : done) {
            ScoredFile.Outcome outcome = get(each);
            rows += outcome.rows();
            bad += outcome.badRows();
            failed += outcome.failure().isEmpty() ? 0 : 1;
        }
        report.printf(
                Locale.ROOT,
                "scored %d rows of %d files in %.1f s, %.0f rows/s; %d bad rows skipped, %d files not scored%n",
                rows,
                done.size() - failed,
                seconds,
                rows / Math.max(seconds, 1e-3),
                bad,
                failed);
        return failed == 0;
    }

    private static ScoredFile.Outcome get(Future<ScoredFile.Outcome> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("scoring broke: " + e.getCause(), e.getCause());
        }
    }
}
