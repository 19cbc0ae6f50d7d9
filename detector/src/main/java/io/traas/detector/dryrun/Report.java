package io.traas.detector.dryrun;

import com.fasterxml.jackson.core.JsonGenerator;
import io.traas.detector.dryrun.Trial.Outcome;
import io.traas.model.Anomaly;
import io.traas.model.DetectorSpec;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells a trial as it goes on, one line an anomaly and a few for the whole; and the same in a file, as one JSON object
 * {@code {"anomalies": [{"opened", "last"}], "outcome"}}. Keeps nothing.
 */
final class Report implements AutoCloseable {

    private static final MathContext DIGITS = new MathContext(4);

    private final PrintStream out;
    private final Optional<JsonGenerator> json;

    /** @throws TrialException when the file cannot be written */
    Report(PrintStream out, Optional<Path> file) {
        this.out = out;
        this.json = file.map(Report::begun);
    }

    private static JsonGenerator begun(Path file) {
        try {
            JsonGenerator json = Json.mapper().createGenerator(Files.newBufferedWriter(file));
            json.writeStartObject();
            json.writeArrayFieldStart("anomalies");
            return json;
        } catch (IOException e) {
            throw new TrialException("--json: cannot write " + file + ": " + e, e);
        }
    }

    void add(Episode episode) {
        Anomaly opened = episode.opened();
        String fate = episode.isOpen() ? "still open" : "closed after " + text(between(opened, episode.last()));
        out.printf(
                "%s  %-20s  %s  %s %s, expected %s: %s%n",
                opened.openedAt().truncatedTo(ChronoUnit.SECONDS),
                fate,
                opened.series().target(),
                series(opened),
                number(opened.observed()),
                band(opened),
                opened.because());
        json.ifPresent(each -> write(() -> each.writePOJO(episode)));
    }

    void end(Outcome outcome) {
        Summary said = outcome.candidate();
        DetectorSpec spec = said.spec();
        if (said.points() == 0) {
            out.println("traas: " + spec.id() + " judged nothing: in all of this history there is no "
                    + spec.signal().metric() + " that it could judge; look at signal, minWeight and workloads"
                    + ", and whether it has to learn for longer");
        } else {
            out.println("traas: " + spec.id() + " judged " + counted(said.series(), "series", "series") + " at "
                    + counted(said.points(), "point", "points") + " and opened " + opened(said) + still(said));
        }
        if (!said.most().isEmpty()) {
            out.println("traas: by workload: "
                    + said.most().stream()
                            .map(count -> count.workload().namespace() + "/"
                                    + count.workload().name() + " " + count.anomalies())
                            .collect(Collectors.joining(", ")));
        }
        Summary before = outcome.inForce();
        out.println(
                before == null
                        ? "traas: no detector " + spec.id() + " is in force now"
                        : "traas: " + spec.id() + " as it is in force now, on the same history: "
                                + counted(before.series(), "series", "series") + ", "
                                + counted(before.points(), "point", "points") + ", opened " + opened(before)
                                + still(before));
        out.println("traas: history from " + outcome.from() + " to " + outcome.to() + " ("
                + text(Duration.between(outcome.from(), outcome.to())) + "), "
                + counted(outcome.scrapes(), "scrape", "scrapes")
                + (outcome.refused() == 0 ? "" : ", and " + outcome.refused() + " records that cannot be read"));
        json.ifPresent(each -> write(() -> {
            each.writeEndArray();
            each.writePOJOField("outcome", outcome);
            each.writeEndObject();
        }));
    }

    private static String opened(Summary summary) {
        return counted(summary.anomalies(), "anomaly", "anomalies")
                + String.format(Locale.ROOT, ", %.1f a day", summary.perDay());
    }

    private static String still(Summary summary) {
        return summary.stillOpen() == 0 ? "" : ", " + summary.stillOpen() + " still open";
    }

    private static String counted(long number, String one, String many) {
        return String.format(Locale.ROOT, "%,d %s", number, number == 1 ? one : many);
    }

    private static String series(Anomaly anomaly) {
        String labels = anomaly.series().labels().isEmpty()
                ? ""
                : anomaly.series().labels().toString();
        return anomaly.series().metric() + labels;
    }

    private static String band(Anomaly anomaly) {
        return number(anomaly.expectedLow()) + " to " + number(anomaly.expectedHigh());
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value).round(DIGITS).stripTrailingZeros().toPlainString()
                : Double.toString(value);
    }

    private static Duration between(Anomaly opened, Anomaly last) {
        return Duration.between(opened.openedAt(), last.updatedAt());
    }

    private static String text(Duration duration) {
        return duration.truncatedTo(ChronoUnit.SECONDS).toString().substring(2).toLowerCase(Locale.ROOT);
    }

    private interface Writing {
        void run() throws IOException;
    }

    private static void write(Writing writing) {
        try {
            writing.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A file that was not ended is no JSON, and is seen not to be. */
    @Override
    public void close() {
        json.ifPresent(each -> write(() -> {
            each.disable(JsonGenerator.Feature.AUTO_CLOSE_JSON_CONTENT);
            each.close();
        }));
    }
}
