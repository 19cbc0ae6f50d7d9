package io.traas.detector.quality;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.detector.localise.Load;
import io.traas.detector.localise.OwnExcess;
import io.traas.model.wire.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * Root causes of the PetShop data set (Hardt et al., 2023): a shop of microservices, issues injected one at a time. A case
 * is hit at k when the node that was made ill is among the first k of the ranking. Of the issue only the few rows around
 * it are read, of the quiet time all.
 */
final class PetShop {

    private static final int DEEPEST = 5;
    private static final int HEADER_ROWS = 3;

    /** @param hitsAt how many cases are hit at 1, 2, ... 5 */
    record Result(int cases, int[] hitsAt) {

        double accuracyAt(int k) {
            return (double) hitsAt[k - 1] / cases;
        }

        /** Mean of the accuracies at 1 to 5. */
        double average() {
            return Arrays.stream(hitsAt).sum() / (double) (cases * DEEPEST);
        }
    }

    private final Map<String, List<String>> callees;
    private final Table quiet;

    private PetShop(Path dir) throws IOException {
        this.callees = graph(dir.resolve("graph.csv.gz"));
        this.quiet = Table.read(dir.resolve("noissue/metrics.csv.gz"));
    }

    static Result measure(Path dir) throws IOException {
        PetShop shop = new PetShop(dir);
        int[] hits = new int[DEEPEST];
        int cases = 0;
        try (Stream<Path> targets = Files.walk(dir)) {
            for (Path target : targets.filter(file -> file.endsWith("target.json"))
                    .sorted()
                    .toList()) {
                cases++;
                int rank = shop.rank(target);
                for (int k = 0; k < DEEPEST; k++) {
                    hits[k] += rank <= k ? 1 : 0;
                }
            }
        }
        return new Result(cases, hits);
    }

    /** At which place, from 0, the node is that was made ill. */
    private int rank(Path target) throws IOException {
        JsonNode issue = Json.mapper().readTree(target.toFile());
        Table during = Table.read(target.resolveSibling("metrics.csv.gz"));
        String metric = issue.at("/target/metric").asText();
        Map<String, Load> loads = new HashMap<>();
        for (String node : during.nodes()) {
            double[] burden = during.column(node, metric, "Average");
            double[] usual = quiet.column(node, metric, "Average");
            double[] requests = during.column(node, "requests", "Sum");
            if (burden.length > 0 && usual.length > 0 && requests.length > 0) {
                loads.put(node, Load.of(requests, asBurden(metric, burden), asBurden(metric, usual)));
            }
        }
        List<OwnExcess.Blame> causes = new OwnExcess(callees, loads, metric)
                .causesOf(issue.at("/target/node").asText());
        String cause = issue.at("/root_cause/node").asText();
        int rank = causes.stream().map(OwnExcess.Blame::node).toList().indexOf(cause);
        return rank < 0 ? Integer.MAX_VALUE : rank;
    }

    /** Latency is a burden as it is; availability is a percentage of what went well. */
    private static double[] asBurden(String metric, double[] values) {
        return metric.equals("availability")
                ? Arrays.stream(values).map(value -> 1 - value / 100).toArray()
                : values;
    }

    private static Map<String, List<String>> graph(Path file) throws IOException {
        List<String[]> rows = rows(file);
        Map<String, List<String>> callees = new HashMap<>();
        for (String[] row : rows.subList(1, rows.size())) {
            List<String> called = new ArrayList<>();
            for (int i = 1; i < row.length; i++) {
                if (Double.parseDouble(row[i]) > 0) {
                    called.add(rows.get(0)[i]);
                }
            }
            callees.put(row[0], called);
        }
        return callees;
    }

    private static List<String[]> rows(Path file) throws IOException {
        try (BufferedReader lines = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            return lines.lines().map(line -> line.split(",", -1)).toList();
        }
    }

    /** A CSV with three header rows: node, metric, statistic. */
    private record Table(List<String[]> rows) {

        static Table read(Path file) throws IOException {
            return new Table(PetShop.rows(file));
        }

        List<String> nodes() {
            return Arrays.stream(rows.get(0)).skip(1).distinct().toList();
        }

        /** Empty when there is no such column. */
        double[] column(String node, String metric, String statistic) {
            for (int i = 1; i < rows.get(0).length; i++) {
                int column = i;
                boolean meant = rows.get(0)[i].equals(node)
                        && rows.get(1)[i].equals(metric)
                        && rows.get(2)[i].equals(statistic);
                if (meant) {
                    return rows.stream()
                            .skip(HEADER_ROWS)
                            .filter(row -> row[0].matches("[0-9.]+"))
                            .mapToDouble(row -> row[column].isEmpty() ? Double.NaN : Double.parseDouble(row[column]))
                            .toArray();
                }
            }
            return new double[0];
        }
    }
}
