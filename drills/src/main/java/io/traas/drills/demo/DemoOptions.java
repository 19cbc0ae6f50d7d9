package io.traas.drills.demo;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * What {@code ./traas demo} was asked to do.
 *
 * @param once every fault and trap once, then stop with a verdict
 * @param processes each stage and the broker in a process of its own
 * @param outages also kill parts of the platform and the bank, and see the loop close again
 * @param only ids of faults and traps to run, empty for all
 * @param json where the results go, null for nowhere
 * @param data where state is kept, null for a directory that is removed at the end
 * @param history {@code memory} or {@code influxdb}
 * @param port of the dashboard, 0 for 8080 or, when that is taken, any free one
 * @param quietSeconds how long to watch a healthy bank and count, 0 for not at all
 */
record DemoOptions(
        boolean once,
        boolean processes,
        boolean outages,
        List<String> only,
        long seed,
        Path json,
        Path data,
        String history,
        int port,
        int quietSeconds) {

    /** @throws IllegalArgumentException naming the argument that makes no sense */
    static DemoOptions parse(String[] arguments) {
        boolean once = false;
        boolean processes = false;
        boolean outages = false;
        List<String> only = new ArrayList<>();
        long seed = 1;
        Path json = null;
        Path data = null;
        String history = "memory";
        int port = 0;
        int quietSeconds = 0;
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--once" -> once = true;
                case "--processes" -> processes = true;
                case "--outages" -> outages = true;
                case "--faults" -> only.addAll(List.of(value(option, rest).split(",")));
                case "--seed" -> seed = number(option, value(option, rest));
                case "--json" -> json = Path.of(value(option, rest)).toAbsolutePath();
                case "--data" -> data = Path.of(value(option, rest)).toAbsolutePath();
                case "--history" -> history = oneOf(option, value(option, rest), List.of("memory", "influxdb"));
                case "--port" -> port = (int) number(option, value(option, rest));
                case "--quiet" -> quietSeconds = (int) number(option, value(option, rest));
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        if (!once && (json != null || quietSeconds > 0)) {
            throw new IllegalArgumentException("--json and --quiet need --once");
        }
        if (json != null && !Files.isDirectory(json.getParent())) {
            throw new IllegalArgumentException("--json: " + json.getParent() + " is not a directory");
        }
        if (outages && !(once && processes)) {
            throw new IllegalArgumentException("--outages needs --once and --processes");
        }
        return new DemoOptions(
                once, processes, outages, List.copyOf(only), seed, json, data, history, port, quietSeconds);
    }

    private static String value(String option, Deque<String> rest) {
        if (rest.isEmpty() || rest.peek().startsWith("--")) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return rest.pop();
    }

    private static long number(String option, String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(option + " is '" + text + "', must be a whole number", e);
        }
    }

    private static String oneOf(String option, String text, List<String> choices) {
        if (!choices.contains(text)) {
            throw new IllegalArgumentException(option + " is '" + text + "', must be one of " + choices);
        }
        return text;
    }
}
