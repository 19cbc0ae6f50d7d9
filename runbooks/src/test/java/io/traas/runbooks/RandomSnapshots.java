package io.traas.runbooks;

import io.traas.model.DecisionFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Incidents of all sorts, sensible or not, each a function of the seed. */
public final class RandomSnapshots {

    private static final List<String> CLASSES = List.of(
            "errors", "latency", "traffic", "saturation", "memory", "unresponsive", "imbalance", "node_loss", "other");
    private static final List<String> KINDS = List.of("high", "high", "no_data", "imbalance", "change_rate", "low");
    private static final List<String> WORKLOADS = List.of("cart", "checkout");

    private final Random random;

    public RandomSnapshots(Random random) {
        this.random = random;
    }

    public DecisionFacts next() {
        String service = random.nextInt(6) == 0 ? "node node-2" : pick(WORKLOADS);
        return RunbookCase.given("service: " + service + "\n"
                + "class: " + (service.startsWith("node") ? "node_loss" : pick(CLASSES)) + "\n"
                + "age: " + random.nextInt(40) + "s\n"
                + "completeness: " + pick(List.of("1.0", "1.0", "0.5")) + "\n"
                + "symptoms: " + list(1 + random.nextInt(5), this::symptom)
                + "workloads: " + WORKLOADS.stream().map(this::workload).collect(Collectors.joining(", ", "[", "]\n"))
                + "nodes: [{name: node-1, ready: " + often() + "}, {name: node-2, ready: " + often() + "}]\n"
                + "changes: " + list(random.nextInt(3), this::change)
                + "attempts: " + list(random.nextInt(3), this::attempt));
    }

    private String symptom() {
        boolean ofPod = random.nextBoolean();
        String target = ofPod ? "pod " + pick(WORKLOADS) + "-" + (1 + random.nextInt(3)) : pick(WORKLOADS);
        return "{of: " + target + ", class: " + pick(CLASSES) + ", kind: " + pick(KINDS) + ", open: " + often()
                + ", signal: " + pick(List.of("errors", "latency", "up")) + "}";
    }

    private String workload(String name) {
        String pods = IntStream.rangeClosed(1, 3)
                .mapToObj(i -> "{name: " + name + "-" + i + ", ready: " + often() + ", restarts: "
                        + Math.max(0, random.nextInt(4) - 2) + ", started: " + random.nextInt(600)
                        + "s, revision: " + pick(List.of("7", "7", "7", "6")) + ", terminating: " + !often()
                        + ", reason: '" + pick(List.of("", "", "OOMKilled", "Error")) + "'}")
                .collect(Collectors.joining(", ", "[", "]"));
        return "{name: " + name + ", revision: 7, maxReplicas: " + random.nextInt(8) + ", rollingOut: " + !often()
                + ", paused: " + !often() + ", autoscaled: " + !often() + ", autonomy: "
                + pick(List.of("auto", "auto", "approve", "observe")) + ", pods: " + pods + "}";
    }

    private String change() {
        return "{of: " + pick(WORKLOADS) + ", kind: " + pick(List.of("rollout", "config", "scale")) + ", ago: "
                + random.nextInt(60) + "s, by: " + pick(List.of("pipeline", "pipeline", "person", "platform"))
                + ", to: '" + pick(List.of("7", "7", "6", "")) + "', summary: change " + random.nextInt(1000) + "}";
    }

    private String attempt() {
        return "{runbook: " + pick(List.of("hung-replica", "bad-release", "traffic-surge")) + ", verdict: "
                + pick(List.of("not_recovered", "not_recovered", "worse", "recovered")) + "}";
    }

    private boolean often() {
        return random.nextInt(5) > 0;
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String list(int size, java.util.function.Supplier<String> item) {
        List<String> items = new ArrayList<>();
        IntStream.range(0, size).forEach(i -> items.add(item.get()));
        return items.stream().collect(Collectors.joining(", ", "[", "]\n"));
    }
}
