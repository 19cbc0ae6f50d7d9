package io.traas.drills.units.drill;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.traas.model.bench.Figure;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** {@code ./traas drill failover}: exit 0 only when every bar is met, 1 when not, 2 for a wrong command. */
public final class FailoverDrill {

    private static final JsonMapper JSON = new JsonMapper();

    private FailoverDrill() {}

    /** @param json where the figures go, null for nowhere */
    record Options(List<DrillKind> kinds, UnitsDrill.Journal journal, Path json, long seed) {

        static Options parse(String[] arguments) {
            List<DrillKind> kinds = List.of(DrillKind.values());
            UnitsDrill.Journal journal = UnitsDrill.Journal.FILE;
            Path json = null;
            long seed = 1;
            for (int i = 0; i < arguments.length; i += 2) {
                if (!List.of("--kind", "--journal", "--json", "--seed").contains(arguments[i])) {
                    throw new IllegalArgumentException("unknown option " + arguments[i]);
                }
                if (i + 1 == arguments.length) {
                    throw new IllegalArgumentException(arguments[i] + " needs a value");
                }
                String value = arguments[i + 1];
                switch (arguments[i]) {
                    case "--kind" -> kinds = DrillKind.of(value);
                    case "--journal" -> journal = journal(value);
                    case "--json" -> json = Path.of(value).toAbsolutePath();
                    default -> seed = number(value);
                }
            }
            if (json != null && !Files.isDirectory(json.getParent())) {
                throw new IllegalArgumentException("--json: " + json.getParent() + " is not a directory");
            }
            return new Options(kinds, journal, json, seed);
        }

        private static UnitsDrill.Journal journal(String text) {
            return switch (text) {
                case "file" -> UnitsDrill.Journal.FILE;
                case "ledger" -> UnitsDrill.Journal.LEDGER;
                default -> throw new IllegalArgumentException("--journal is '" + text + "', must be file or ledger");
            };
        }

        private static long number(String text) {
            try {
                return Long.parseLong(text);
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("--seed is '" + text + "', must be a whole number", e);
            }
        }
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException e) {
            System.err.println("traas: " + e.getMessage() + "; see ./traas drill --help");
            System.exit(2);
            return;
        }
        System.exit(run(options) ? 0 : 1);
    }

    private static boolean run(Options options) throws IOException, InterruptedException {
        String classPath = Platform.classPath(System.getProperty("traas.home", ""));
        ObjectNode report = JSON.createObjectNode();
        boolean passed = true;
        for (DrillKind kind : options.kinds()) {
            Outcome outcome = drill(kind, options.journal(), classPath, options.seed());
            List<String> failures = outcome.failures(kind);
            print(System.out, outcome, failures);
            report.withArray("drills").add(JSON.<ObjectNode>valueToTree(outcome).put("passed", failures.isEmpty()));
            passed &= failures.isEmpty();
        }
        report.put("passed", passed);
        if (options.json() != null) {
            Files.writeString(
                    options.json(), JSON.writerWithDefaultPrettyPrinter().writeValueAsString(report) + "\n");
        }
        return passed;
    }

    /**
     * Two centres of five lost, then the same two cut off but alive: a figure for each bar.
     *
     * @param classPath of the platform's programs
     * @param details where the story of each drill goes
     */
    public static List<Figure> failover(String classPath, PrintStream details)
            throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (DrillKind kind : List.of(DrillKind.CENTRES, DrillKind.PARTITION)) {
            figures.addAll(measured(kind, classPath, details).figures(kind));
        }
        return figures;
    }

    /** A unit moved to another site and back by plan: a figure for each bar. See {@link #failover}. */
    public static List<Figure> switchover(String classPath, PrintStream details)
            throws IOException, InterruptedException {
        return measured(DrillKind.SWITCHOVER, classPath, details).figures(DrillKind.SWITCHOVER);
    }

    private static Outcome measured(DrillKind kind, String classPath, PrintStream details)
            throws IOException, InterruptedException {
        Outcome outcome = drill(kind, UnitsDrill.Journal.FILE, classPath, 1);
        print(details, outcome, outcome.failures(kind));
        return outcome;
    }

    private static Outcome drill(DrillKind kind, UnitsDrill.Journal journal, String classPath, long seed)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("traas-units-");
        try {
            return new UnitsDrill(kind, journal, UnitsDrill.Pace.FULL, classPath, directory, seed).run();
        } finally {
            delete(directory);
        }
    }

    private static void print(PrintStream to, Outcome outcome, List<String> failures) {
        to.printf(Locale.ROOT, "%n%s%n", outcome.kind());
        outcome.story().forEach(line -> to.println("  " + line));
        to.printf(
                Locale.ROOT,
                "  service back %d ms, write freeze %d ms, failed reads %d, failed writes %d of %d requests, %.0f MiB%n",
                outcome.backMillis(),
                outcome.freezeMillis(),
                outcome.failedReads(),
                outcome.failedWrites(),
                outcome.requests(),
                outcome.memoryMib());
        to.printf(
                Locale.ROOT,
                "  %d receipts: %d lost, %d doubled, split brain %d; %d unacknowledged entries exported%n",
                outcome.audit().receipts(),
                outcome.audit().lost(),
                outcome.audit().doubled(),
                outcome.audit().splitBrain(),
                outcome.exported());
        to.println(failures.isEmpty() ? "  passed" : "  FAILED: " + String.join("\n          ", failures));
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
