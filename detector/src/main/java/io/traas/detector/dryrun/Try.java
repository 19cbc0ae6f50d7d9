package io.traas.detector.dryrun;

import io.traas.detector.DetectorConfig;
import io.traas.detector.DetectorJobMain;
import io.traas.detector.cluster.ClusterException;
import io.traas.detector.cluster.Options;
import io.traas.model.DetectorSpec;
import io.traas.model.signal.SpecCheck;
import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.WrittenJson;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * {@code ./traas detect try SPEC.json}: what that detector would have said. Only reads. Exit code 0 when it was tried,
 * 1 with one line when it could not be, 2 for wrong use.
 */
public final class Try {

    private static final Set<String> OPTIONS = Set.of("--since", "--bootstrap", "--config", "--json");
    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(5).toNanos();

    private final Map<String, String> environment;
    private final Clock clock;
    private final PrintStream out;
    private final PrintStream errors;

    public Try(Map<String, String> environment, Clock clock, PrintStream out, PrintStream errors) {
        this.environment = Map.copyOf(environment);
        this.clock = clock;
        this.out = out;
        this.errors = errors;
    }

    public static void main(String[] arguments) {
        System.exit(new Try(System.getenv(), Clock.systemUTC(), System.out, System.err).run(List.of(arguments)));
    }

    public int run(List<String> arguments) {
        if (arguments.isEmpty() || arguments.get(0).startsWith("--")) {
            errors.println("traas detect try: name the file of a detector: ./traas detect try SPEC.json"
                    + " [--since 6h] [--bootstrap HOST:PORT] [--config FILE] [--json FILE]");
            return 2;
        }
        try {
            Options options = Options.parse(arguments.subList(1, arguments.size()), OPTIONS, Set.of());
            tryOut(Path.of(arguments.get(0)), options);
            return 0;
        } catch (ClusterException e) {
            errors.println("traas detect try: " + e.getMessage());
            return 2;
        } catch (TrialException | SettingsException | IllegalArgumentException | UncheckedIOException e) {
            errors.println("traas detect try: " + e.getMessage());
            return 1;
        }
    }

    private void tryOut(Path file, Options options) {
        DetectorSpec candidate = spec(file);
        Duration back = since(options.text("--since").orElse("6h"));
        DetectorJobMain.Plan plan = DetectorJobMain.Plan.from(settings(options));
        try (History history = History.open(plan.kafka(), clock.instant().minus(back));
                Report report = new Report(out, options.text("--json").map(Path::of))) {
            report.end(replayed(history, candidate, plan.config(), report));
        }
    }

    private Trial.Outcome replayed(History history, DetectorSpec candidate, DetectorConfig config, Report report) {
        Trial trial = new Trial(history.detectors(), candidate, config, report::add);
        long[] told = {System.nanoTime()};
        history.replay(record -> {
            trial.accept(record);
            if (System.nanoTime() - told[0] > TELL_EVERY_NANOS) {
                told[0] = System.nanoTime();
                errors.printf(
                        Locale.ROOT,
                        "traas: %,d of %,d scrapes, up to %s%n",
                        trial.scrapes(),
                        history.records(),
                        Instant.ofEpochMilli(record.atMillis()));
            }
        });
        return trial.end();
    }

    /** By the checks a detector passes that is put in force over HTTP, in the same words. */
    private static DetectorSpec spec(Path file) {
        DetectorSpec spec;
        try {
            spec = WrittenJson.read(Files.readAllBytes(file), DetectorSpec.class);
        } catch (IOException e) {
            throw new TrialException("cannot read " + file + ": " + e, e);
        } catch (MalformedRecordException e) {
            throw new TrialException(file + ": " + e.getMessage(), e);
        }
        if (spec == null) {
            throw new TrialException(file + " is no detector but null");
        }
        SpecCheck.problem(spec).ifPresent(problem -> {
            throw new TrialException(file + ": " + problem);
        });
        if (!spec.enabled()) {
            throw new TrialException(
                    file + ": enabled is false, so " + spec.id() + " would say nothing; write true to try it");
        }
        return spec;
    }

    private static Duration since(String text) {
        Settings written = Settings.of(Map.of("--since", text));
        Duration since = written.duration("--since", "6h", "how far back");
        written.check("--since");
        return since;
    }

    private Settings settings(Options options) {
        Settings settings = options.text("--config")
                .map(file -> Settings.load(Path.of(file), environment))
                .orElseGet(() -> Settings.ofEnvironment(environment));
        return options.text("--bootstrap")
                .map(value -> settings.with(Map.of("platform.kafka.bootstrap", value)))
                .orElse(settings);
    }
}
