package io.traas.detector.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.detector.score.CsvRows;
import io.traas.detector.score.Timestamps;
import io.traas.model.wire.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Reads labelled sets from disk: {@code nab/}, and sets of one folder with a {@code labels.json}. */
final class LabelledSets {

    private static final long MS = 1000;

    private LabelledSets() {}

    /** The corpus of the Numenta Anomaly Benchmark, with {@code data/} and {@code labels/combined_windows.json}. */
    static List<LabelledSeries> nab(Path dir) throws IOException {
        JsonNode windows = Json.mapper()
                .readTree(dir.resolve("labels/combined_windows.json").toFile());
        List<LabelledSeries> all = new ArrayList<>();
        for (Path file : csvFiles(dir.resolve("data"))) {
            Columns columns = columns(file);
            String name = dir.resolve("data").relativize(file).toString();
            List<int[]> events = new ArrayList<>();
            // By equality: some files repeat times or go back in time, and the first row of that time is meant.
            for (JsonNode window : windows.path(name)) {
                events.add(new int[] {
                    columns.firstRowAt(Timestamps.millis(window.get(0).asText())),
                    columns.firstRowAt(Timestamps.millis(window.get(1).asText()))
                });
            }
            all.add(series(name, columns, events));
        }
        return all;
    }

    /** A folder of {@code *.csv[.gz]} and {@code labels.json}: for each file its events as first and last second. */
    static List<LabelledSeries> folder(Path dir) throws IOException {
        JsonNode labels = Json.mapper().readTree(dir.resolve("labels.json").toFile());
        List<LabelledSeries> all = new ArrayList<>();
        for (Path file : csvFiles(dir)) {
            Columns columns = columns(file);
            String name = file.getFileName().toString().replaceFirst("\\.gz$", "");
            List<int[]> events = new ArrayList<>();
            for (JsonNode event : labels.path(name)) {
                events.add(columns.rowsWithin(
                        event.get(0).asLong() * MS, event.get(1).asLong() * MS));
            }
            all.add(series(name, columns, events));
        }
        return all;
    }

    private static List<Path> csvFiles(Path dir) throws IOException {
        try (Stream<Path> files = Files.walk(dir)) {
            return files.filter(file -> file.toString().matches(".*\\.csv(\\.gz)?"))
                    .sorted()
                    .toList();
        }
    }

    private static LabelledSeries series(String name, Columns columns, List<int[]> events) {
        List<int[]> known = events.stream()
                .filter(event -> event[0] >= 0 && event[1] >= event[0])
                .toList();
        return new LabelledSeries(
                name,
                columns.at,
                columns.values,
                known.stream().mapToInt(event -> event[0]).sorted().toArray(),
                known.stream().mapToInt(event -> event[1]).sorted().toArray());
    }

    private static Columns columns(Path file) throws IOException {
        List<CsvRows.Row> rows = new ArrayList<>();
        try (CsvRows csv = CsvRows.open(file, (line, reason) -> {})) {
            for (CsvRows.Row row = csv.next(); row != null; row = csv.next()) {
                rows.add(row);
            }
        }
        return new Columns(
                rows.stream().mapToLong(CsvRows.Row::atMillis).toArray(),
                rows.stream().mapToDouble(CsvRows.Row::value).toArray());
    }

    private record Columns(long[] at, double[] values) {

        /** -1 when there is none. */
        int firstRowAt(long millis) {
            for (int i = 0; i < at.length; i++) {
                if (at[i] == millis) {
                    return i;
                }
            }
            return -1;
        }

        int[] rowsWithin(long from, long to) {
            int first = -1;
            int last = -1;
            for (int i = 0; i < at.length; i++) {
                if (at[i] >= from && at[i] <= to) {
                    first = first < 0 ? i : first;
                    last = i;
                }
            }
            return new int[] {first, last};
        }
    }
}
