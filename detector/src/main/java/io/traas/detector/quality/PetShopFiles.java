package io.traas.detector.quality;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.traas.detector.localise.Answers;
import io.traas.detector.localise.CallGraph;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** Reads the folders of the PetShop data set as they are published, their CSV files plain or gzipped. */
final class PetShopFiles {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String METRICS = "metrics.csv";
    private static final String QUIET = "noissue";
    private static final int HEADER_ROWS = 3;

    private PetShopFiles() {}

    /**
     * A table of metrics.
     *
     * @param starts start of each row's interval, in seconds of the epoch
     * @param answers for each node one entry a row
     */
    record Table(long[] starts, Map<String, List<Answers>> answers) {

        /** Seconds from one row to the next. */
        long interval() {
            return starts.length < 2 ? 0 : starts[1] - starts[0];
        }

        /** Number of the rows that were over at that second. */
        int endedBy(long second) {
            int rows = 0;
            while (rows < starts.length && starts[rows] + interval() <= second) {
                rows++;
            }
            return rows;
        }
    }

    /** One injected issue. {@code at} is the second of the complaint, 0 when unknown; {@code metric} may be empty. */
    record Issue(
            String name, Table table, String symptomNode, String symptomMetric, long at, String node, String metric) {}

    /** The scenario in this folder, or those in the folders right below it, in order of the names. */
    static List<Path> scenarios(Path folder) throws IOException {
        if (Files.isDirectory(folder.resolve(QUIET))) {
            return List.of(folder);
        }
        try (Stream<Path> below = Files.list(folder)) {
            return below.filter(each -> Files.isDirectory(each.resolve(QUIET)))
                    .sorted()
                    .toList();
        }
    }

    static Table quiet(Path scenario) throws IOException {
        return table(scenario.resolve(QUIET).resolve(METRICS));
    }

    static List<Issue> issues(Path scenario) throws IOException {
        List<Path> targets;
        try (Stream<Path> files = Files.walk(scenario)) {
            targets =
                    files.filter(each -> each.endsWith("target.json")).sorted().toList();
        }
        List<Issue> issues = new ArrayList<>();
        for (Path file : targets) {
            JsonNode target = JSON.readTree(file.toFile());
            issues.add(new Issue(
                    scenario.relativize(file.getParent()).toString(),
                    table(file.resolveSibling(METRICS)),
                    target.at("/target/node").asText(),
                    target.at("/target/metric").asText(),
                    target.at("/target/timestamp").asLong(),
                    target.at("/root_cause/node").asText(),
                    target.at("/root_cause/metric").asText("")));
        }
        return issues;
    }

    static CallGraph graph(Path scenario) throws IOException {
        List<String[]> rows = csv(scenario.resolve("graph.csv"));
        Map<String, List<String>> calls = new HashMap<>();
        for (String[] row : rows.subList(1, rows.size())) {
            List<String> called = calls.computeIfAbsent(row[0], unused -> new ArrayList<>());
            for (int i = 1; i < row.length; i++) {
                if (Double.parseDouble(row[i]) != 0) {
                    called.add(rows.get(0)[i]);
                }
            }
        }
        return new CallGraph(calls);
    }

    private static Table table(Path file) throws IOException {
        List<String[]> rows = csv(file);
        // Some tables have a fourth row of headings, which only names the first column.
        List<String[]> values = rows.subList(HEADER_ROWS, rows.size()).stream()
                .filter(row -> !row[0].isEmpty() && Character.isDigit(row[0].charAt(0)))
                .toList();
        Map<String, Map<String, Integer>> columns = new TreeMap<>();
        for (int i = 1; i < rows.get(0).length; i++) {
            String metric = rows.get(1)[i] + "/" + rows.get(2)[i];
            columns.computeIfAbsent(rows.get(0)[i], unused -> new HashMap<>()).put(metric, i);
        }
        Map<String, List<Answers>> answers = new TreeMap<>();
        columns.forEach((node, ofNode) -> answers.put(
                node, values.stream().map(row -> answers(row, ofNode)).toList()));
        long[] starts = values.stream()
                .mapToLong(row -> (long) Double.parseDouble(row[0]))
                .toArray();
        return new Table(starts, answers);
    }

    private static Answers answers(String[] row, Map<String, Integer> columns) {
        double requests = value(row, columns.get("requests/Sum"));
        double available = value(row, columns.get("availability/Average")) / 100;
        double failures = Math.max(0, requests * (1 - available));
        return new Answers(requests, value(row, columns.get("latency/Average")), failures);
    }

    private static double value(String[] row, Integer column) {
        boolean missing = column == null || row.length <= column || row[column].isEmpty();
        return missing || row[column].equalsIgnoreCase("nan") ? Double.NaN : Double.parseDouble(row[column]);
    }

    private static List<String[]> csv(Path plain) throws IOException {
        Path zipped = plain.resolveSibling(plain.getFileName() + ".gz");
        Path file = Files.exists(plain) ? plain : zipped;
        try (InputStream in = file.equals(plain)
                        ? Files.newInputStream(file)
                        : new GZIPInputStream(Files.newInputStream(file));
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return reader.lines().map(line -> line.split(",", -1)).toList();
        } catch (UncheckedIOException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }
}
