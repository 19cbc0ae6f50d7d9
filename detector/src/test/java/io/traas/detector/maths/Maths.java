package io.traas.detector.maths;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** {@code ./traas bench maths}: microseconds of each step of the detection maths, by JMH, as a table. */
public final class Maths {

    private static final String USAGE = "usage: ./traas bench maths [--only REGEX] [--seconds N] [--json FILE]\n"
            + "  --only     benchmarks whose name has this, such as forest or Observe (default: all)\n"
            + "  --seconds  measured for each benchmark, after three to warm up (default 5)\n";

    private Maths() {}

    public static void main(String[] arguments) throws IOException, RunnerException {
        Map<String, String> options = new LinkedHashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i], arguments[i + 1]);
        }
        String seconds = options.getOrDefault("--seconds", "5");
        boolean understood = arguments.length % 2 == 0
                && List.of("--only", "--seconds", "--json").containsAll(options.keySet())
                && seconds.matches("[1-9]\\d{0,3}");
        if (!understood) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include(MathsBenchmark.class.getSimpleName() + "\\..*" + options.getOrDefault("--only", ""))
                        .forks(1)
                        .jvmArgs("-Xmx512m", "-XX:+UseSerialGC")
                        .warmupIterations(3)
                        .warmupTime(TimeValue.seconds(1))
                        .measurementIterations(Integer.parseInt(seconds))
                        .measurementTime(TimeValue.seconds(1))
                        .shouldFailOnError(true)
                        .verbosity(VerboseMode.SILENT)
                        .build())
                .run();
        print(results);
        if (options.containsKey("--json")) {
            write(results, Path.of(options.get("--json")));
        }
    }

    private static void print(Collection<RunResult> results) {
        System.out.printf("%-20s %12s %12s %12s%n", "step, us", "median", "mean", "p99");
        for (RunResult result : results) {
            Statistics micros = result.getPrimaryResult().getStatistics();
            System.out.printf(
                    Locale.ROOT,
                    "%-20s %12.2f %12.2f %12.2f%n",
                    result.getPrimaryResult().getLabel(),
                    micros.getPercentile(50),
                    micros.getMean(),
                    micros.getPercentile(99));
        }
    }

    private static void write(Collection<RunResult> results, Path file) throws IOException {
        ArrayNode all = Json.mapper().createArrayNode();
        for (RunResult result : results) {
            Statistics micros = result.getPrimaryResult().getStatistics();
            all.addObject()
                    .put("step", result.getPrimaryResult().getLabel())
                    .put("medianMicros", micros.getPercentile(50))
                    .put("meanMicros", micros.getMean())
                    .put("p99Micros", micros.getPercentile(99));
        }
        Json.mapper().writerWithDefaultPrettyPrinter().writeValue(file.toFile(), all);
    }
}
