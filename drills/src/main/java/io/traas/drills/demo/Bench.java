package io.traas.drills.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code ./traas bench loop}: runs the whole catalogue for several seeds in both process forms and holds the figures
 * against their bars. Exit code 0 when every bar is met.
 */
public final class Bench {

    private static final List<String> FORMS = List.of("one", "apart");

    private final ObjectMapper json = new ObjectMapper();
    private final List<String> seeds;
    private final List<String> forms;
    private final int quietSeconds;
    private final Path output;
    private final ArrayNode runs = json.createArrayNode();

    private Bench(List<String> seeds, List<String> forms, int quietSeconds, Path output) {
        this.seeds = seeds;
        this.forms = forms;
        this.quietSeconds = quietSeconds;
        this.output = output;
    }

    public static void main(String[] arguments) throws InterruptedException {
        List<String> list = List.of(arguments);
        if (list.contains("--help")) {
            System.out.print(Usage.bench());
            return;
        }
        try {
            System.exit(of(list).run());
        } catch (IllegalArgumentException e) {
            System.err.println("traas bench: " + e.getMessage());
            System.err.print(Usage.bench());
            System.exit(2);
        } catch (IOException e) {
            System.err.println("traas bench: " + e.getMessage());
            System.exit(1);
        }
    }

    /** @throws IllegalArgumentException naming the argument that makes no sense */
    static Bench of(List<String> arguments) {
        if (arguments.isEmpty() || !arguments.get(0).equals("loop") || arguments.size() % 2 == 0) {
            throw new IllegalArgumentException(
                    "benchmarks are loop, quality and detect; each option of loop needs a value");
        }
        List<String> seeds = List.of("1", "2", "3");
        List<String> forms = FORMS;
        int quiet = 600;
        Path output = null;
        for (int i = 1; i < arguments.size(); i += 2) {
            String option = arguments.get(i);
            String value = arguments.get(i + 1);
            switch (option) {
                case "--seeds" -> seeds = List.of(value.split(","));
                case "--forms" -> forms = List.of(value.split(","));
                case "--quiet" -> quiet = number(option, value);
                case "--json" -> output = Path.of(value).toAbsolutePath();
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        seeds.forEach(seed -> number("--seeds", seed));
        if (!FORMS.containsAll(forms)) {
            throw new IllegalArgumentException("--forms is " + forms + ", must be of " + FORMS);
        }
        if (output != null && !Files.isDirectory(output.getParent())) {
            throw new IllegalArgumentException("--json: " + output.getParent() + " is not a directory");
        }
        return new Bench(seeds, forms, quiet, output);
    }

    private static int number(String option, String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number", e);
        }
    }

    private int run() throws IOException, InterruptedException {
        for (String form : forms) {
            for (String seed : seeds) {
                runs.add(once(form, seed, seed.equals(seeds.get(0)) ? quietSeconds : 0));
            }
        }
        List<Bar> bars = bars();
        System.out.printf("%n%-62s %14s %14s%n", "figure", "measured", "bar");
        bars.forEach(bar -> System.out.println(bar.line()));
        if (output != null) {
            write(bars);
        }
        return bars.stream().allMatch(Bar::met) ? 0 : 1;
    }

    private ObjectNode once(String form, String seed, int quiet) throws IOException, InterruptedException {
        System.out.println("\n== form " + form + ", seed " + seed);
        Path result = Files.createTempFile("traas-bench-", ".json");
        try {
            List<String> command = new ArrayList<>(List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-Xmx192m",
                    "-Dtraas.home=" + System.getProperty("traas.home", ""),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Demo.class.getName()));
            command.addAll(List.of("--once", "--seed", seed, "--json", result.toString(), "--quiet", "" + quiet));
            if (form.equals("apart")) {
                command.add("--processes");
            }
            int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
            ObjectNode run =
                    json.createObjectNode().put("form", form).put("seed", seed).put("exit", exit);
            if (Files.size(result) > 0) {
                run.set("results", json.readTree(result.toFile()));
            }
            return run;
        } finally {
            Files.delete(result);
        }
    }

    /** One line of the table: what was measured against what is asked. */
    private record Bar(String figure, double measured, double bar, String unit) {

        boolean met() {
            return measured <= bar;
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "%-62s %10.2f %-3s %10.2f %-3s %s",
                    figure,
                    measured,
                    unit,
                    bar,
                    unit,
                    met() ? "met" : "NOT MET");
        }
    }

    private List<Bar> bars() {
        double[] ttd = numbers("faults", "ttd_s");
        double[] ttv = numbers("faults", "ttv_s");
        long unhealed = entries("faults").filter(fault -> !healed(fault)).count();
        long traps =
                entries("traps").filter(trap -> trap.path("acted").asBoolean()).count();
        long wrongMoney = results("")
                .filter(result -> !result.path("money_ok").asBoolean())
                .count();
        long failedRuns = stream(runs).filter(run -> !run.has("results")).count();
        return List.of(
                new Bar("runs without a result", failedRuns, 0, ""),
                new Bar("faults not healed and verified, or something else touched", unhealed, 0, ""),
                new Bar("traps acted on", traps, 0, ""),
                new Bar("runs in which the money does not add up", wrongMoney, 0, ""),
                new Bar("effective -> detected, median", median(ttd), 3, "s"),
                new Bar("effective -> detected, worst", max(ttd), 10, "s"),
                new Bar("effective -> verified, median", median(ttv), 30, "s"),
                new Bar("effective -> verified, worst", max(ttv), 60, "s"),
                new Bar("quiet bank: incidents", sum("quiet", "incidents"), 0, ""),
                new Bar("quiet bank: actions", sum("quiet", "actions"), 0, ""),
                new Bar("dashboard answers, median of runs", median(tops("answers_s", "one")), 30, "s"),
                new Bar("first fault can be injected, median of runs", median(tops("ready_s", "one")), 75, "s"),
                new Bar("platform's process, resident, worst", max(tops("rss_mib", "one")), 1024, "MiB"),
                new Bar("whole demo, resident, worst", max(tops("rss_all_mib", "one")), 3584, "MiB"),
                new Bar("platform while the bank is healthy, worst", 100 * max(quietCpu()), 40, "%"));
    }

    private static boolean healed(JsonNode fault) {
        return fault.path("healed").asBoolean()
                && fault.path("verified").asBoolean()
                && fault.path("collateral").isEmpty();
    }

    private Stream<JsonNode> results(String form) {
        return stream(runs)
                .filter(run -> form.isEmpty() || run.path("form").asText().equals(form))
                .map(run -> run.path("results"));
    }

    private Stream<JsonNode> entries(String list) {
        return results("").flatMap(result -> stream(result.path(list)));
    }

    private double[] numbers(String list, String field) {
        return entries(list)
                .map(entry -> entry.path(field))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private double[] tops(String field, String form) {
        return results(form)
                .map(result -> result.path(field))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private double sum(String object, String field) {
        return results("")
                .mapToDouble(result -> result.path(object).path(field).asDouble(0))
                .sum();
    }

    private double[] quietCpu() {
        return results("one")
                .map(result -> result.path("quiet").path("cpu"))
                .filter(JsonNode::isNumber)
                .mapToDouble(JsonNode::asDouble)
                .toArray();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        List<JsonNode> list = new ArrayList<>();
        array.forEach(list::add);
        return list.stream();
    }

    /** NaN, which meets no bar, when nothing was measured. */
    private static double median(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static double max(double[] values) {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    private void write(List<Bar> bars) throws IOException {
        ObjectNode all = json.createObjectNode();
        ArrayNode table = all.putArray("bars");
        for (Bar bar : bars) {
            table.addObject()
                    .put("figure", bar.figure())
                    .put("measured", bar.measured())
                    .put("bar", bar.bar())
                    .put("unit", bar.unit())
                    .put("met", bar.met());
        }
        all.set("runs", runs);
        json.writerWithDefaultPrettyPrinter().writeValue(output.toFile(), all);
    }
}
