package io.traas.detector.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Reads a folder of multivariate series: {@code *.csv.gz} with a row of headings, seconds and one column for each metric;
 * {@code labels.json} with the first and last second of every event of a file; {@code root_dims.json} with the metrics
 * to blame, numbered from 1.
 */
final class MultivariateFiles {

    private static final ObjectMapper JSON = new ObjectMapper();

    private MultivariateFiles() {}

    /** One labelled event, by index of its first and last row; roots are indices of metrics, empty when not labelled. */
    record Event(int first, int last, Set<Integer> roots) {}

    /** One series: {@code values[row][metric]}. */
    record Table(String name, long[] seconds, double[][] values, List<Event> events) {}

    /** All series of the folder in the order of their names. */
    static List<Table> read(Path folder) throws IOException {
        JsonNode labels = JSON.readTree(folder.resolve("labels.json").toFile());
        JsonNode roots = JSON.readTree(folder.resolve("root_dims.json").toFile());
        List<Path> files;
        try (Stream<Path> all = Files.list(folder)) {
            files = all.filter(each -> each.toString().endsWith(".csv.gz"))
                    .sorted()
                    .toList();
        }
        List<Table> tables = new ArrayList<>();
        for (Path file : files) {
            String name = file.getFileName().toString().replace(".gz", "");
            double[][] rows = rows(file);
            long[] seconds = Arrays.stream(rows).mapToLong(row -> (long) row[0]).toArray();
            double[][] values = Arrays.stream(rows)
                    .map(row -> Arrays.copyOfRange(row, 1, row.length))
                    .toArray(double[][]::new);
            List<Event> events = new ArrayList<>();
            labels.path(name)
                    .forEach(label -> events.add(
                            event(seconds, label.get(0).asLong(), label.get(1).asLong(), roots.path(name))));
            tables.add(new Table(name, seconds, values, List.copyOf(events)));
        }
        return tables;
    }

    private static Event event(long[] seconds, long start, long end, JsonNode roots) {
        Set<Integer> blamed = new HashSet<>();
        for (Iterator<JsonNode> each = roots.elements(); each.hasNext() && blamed.isEmpty(); ) {
            JsonNode root = each.next();
            if (root.get("start").asLong() <= end && root.get("end").asLong() >= start) {
                root.get("dims").forEach(metric -> blamed.add(metric.asInt() - 1));
            }
        }
        return new Event(indexOf(seconds, start), indexOf(seconds, end), blamed);
    }

    private static int indexOf(long[] seconds, long second) {
        int at = Arrays.binarySearch(seconds, second);
        return at >= 0 ? at : Math.min(-at - 1, seconds.length - 1);
    }

    private static double[][] rows(Path file) throws IOException {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .skip(1)
                    .map(line -> Arrays.stream(line.split(","))
                            .mapToDouble(Double::parseDouble)
                            .toArray())
                    .toArray(double[][]::new);
        } catch (UncheckedIOException | NumberFormatException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
