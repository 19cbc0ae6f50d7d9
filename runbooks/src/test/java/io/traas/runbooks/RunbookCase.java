package io.traas.runbooks;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Anomaly;
import io.traas.model.AnomalyKind;
import io.traas.model.Autonomy;
import io.traas.model.ChangeEvent;
import io.traas.model.DecisionFacts;
import io.traas.model.DecisionFacts.Attempt;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.Outcome;
import io.traas.model.PodState;
import io.traas.model.Series;
import io.traas.model.Severity;
import io.traas.model.Suspect;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * A case of a runbook: facts in, decision out, written in YAML as {@code docs/write-a-runbook.md} describes. What is
 * left out has a harmless default; a key nobody knows fails the test.
 *
 * @param name what is shown
 * @param facts the snapshot
 * @param decision {@code act}, {@code ask}, {@code nothing} or {@code wait}
 * @param runbook whose plan it is, empty for none
 * @param plan its steps in words, empty when they do not matter
 * @param why a part of the reason, empty when it does not matter
 */
public record RunbookCase(String name, DecisionFacts facts, String decision, String runbook, String plan, String why) {

    public static final Instant NOW = Instant.parse("2026-03-01T03:00:00Z");
    private static final String CLUSTER = "demo";
    private static final String NAMESPACE = "shop";

    static RunbookCase read(Path file) {
        try {
            Object tree = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
            Part root = new Part(file.toString(), tree);
            Part given = root.part("given");
            Part expect = root.part("expect");
            RunbookCase read = new RunbookCase(
                    root.text("name", ""),
                    facts(given),
                    expect.text("decision", ""),
                    expect.text("runbook", ""),
                    expect.text("plan", ""),
                    expect.text("why", ""));
            Stream.of(root, given, expect).forEach(Part::done);
            assertThat(read.name()).as("%s: name", file).isNotBlank();
            assertThat(read.decision()).as("%s: decision", file).isIn("act", "ask", "nothing", "wait");
            return read;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + file, e);
        }
    }

    /** The {@code given} part of a case by itself. */
    public static DecisionFacts given(String yaml) {
        Part given = new Part("given", new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml));
        DecisionFacts facts = facts(given);
        given.done();
        return facts;
    }

    private static DecisionFacts facts(Part given) {
        List<TargetState> targets = new ArrayList<>();
        given.parts("workloads").forEach(workload -> targets.add(workload(workload)));
        given.parts("nodes").forEach(node -> targets.add(node(node)));
        List<ChangeEvent> changes =
                given.parts("changes").stream().map(RunbookCase::change).toList();
        List<Attempt> attempts = new ArrayList<>();
        given.parts("attempts").forEach(attempt -> attempts.add(attempt(attempt, attempts.size() + 1)));
        Map<String, Integer> acted = given.numbers("actedLastHour");
        return new DecisionFacts(NOW, incident(given, targets), changes, targets, attempts, acted);
    }

    private static Incident incident(Part given, List<TargetState> targets) {
        Target service = target(given.text("service", ""));
        FailureClass failureClass = given.choice("class", FailureClass.class, FailureClass.ERRORS);
        Instant openedAt = ago(given.duration("age", "5s"));
        double completeness = given.number("completeness", 1);
        List<Anomaly> evidence = given.parts("symptoms").stream()
                .map(symptom -> symptom(symptom, targets, openedAt, completeness))
                .toList();
        return new Incident(
                "in-1",
                Lifecycle.UPDATED,
                service,
                failureClass,
                given.choice("severity", Severity.class, Severity.SEV2),
                0.8,
                openedAt,
                NOW,
                null,
                openedAt,
                openedAt,
                evidence,
                List.of(new Suspect(service, 0.8, "shows the first symptom")),
                service,
                List.of(),
                completeness);
    }

    private static Anomaly symptom(Part symptom, List<TargetState> targets, Instant openedAt, double completeness) {
        Target target = target(symptom.text("of", ""));
        FailureClass failureClass = symptom.choice("class", FailureClass.class, FailureClass.OTHER);
        AnomalyKind kind = symptom.choice("kind", AnomalyKind.class, AnomalyKind.HIGH);
        boolean open = symptom.flag("open", true);
        String signal = symptom.text("signal", failureClass.name().toLowerCase(Locale.ROOT));
        boolean low = kind == AnomalyKind.NO_DATA || kind == AnomalyKind.DROP_TO_ZERO || kind == AnomalyKind.LOW;
        double observed = symptom.number("observed", low ? 0 : 1);
        double expected = symptom.number("expected", low ? 1 : 0);
        symptom.done();
        Target workload = target.is("Pod") ? ownerOf(target, targets) : target;
        Series series = Series.of(target, signal);
        return new Anomaly(
                Anomaly.idOf(series, signal + failureClass, openedAt),
                open ? Lifecycle.UPDATED : Lifecycle.CLOSED,
                series,
                workload,
                "",
                signal,
                kind,
                failureClass,
                openedAt,
                NOW,
                observed,
                low ? expected : 0,
                expected,
                0.9,
                Severity.SEV2,
                completeness,
                signal + " is " + observed);
    }

    private static Target ownerOf(Target pod, List<TargetState> targets) {
        return targets.stream()
                .filter(state -> state.target().is("Deployment")
                        && state.pods().stream().anyMatch(known -> known.name().equals(pod.name())))
                .map(TargetState::target)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no workload has " + pod));
    }

    private static TargetState workload(Part workload) {
        String name = workload.name();
        int desired = workload.integer("desired", 3);
        int revision = workload.integer("revision", 2);
        Set<String> own = new HashSet<>();
        List<PodState> pods = new ArrayList<>();
        for (Part pod : workload.parts("pods")) {
            own.add(pod.name());
            pods.add(pod(pod, revision));
        }
        IntStream.rangeClosed(1, desired)
                .mapToObj(i -> name + "-" + i)
                .filter(pod -> !own.contains(pod))
                .forEach(pod -> pods.add(pod(new Part(pod, Map.of("name", pod)), revision)));
        TargetState state = new TargetState(
                target(name),
                "uid-" + name,
                NOW,
                false,
                desired,
                (int) pods.stream().filter(PodState::ready).count(),
                revision,
                workload.integer("previous", revision - 1),
                workload.flag("rollingOut", false),
                workload.flag("paused", false),
                false,
                workload.flag("autoscaled", false),
                workload.integer("maxReplicas", 0),
                -1,
                workload.choice("autonomy", Autonomy.class, Autonomy.AUTO),
                "",
                List.of(),
                pods);
        workload.done();
        return state;
    }

    private static PodState pod(Part pod, int revision) {
        String name = pod.name();
        String number = name.substring(name.lastIndexOf('-') + 1);
        PodState state = new PodState(
                name,
                "uid-" + name,
                pod.text("node", "node-" + number),
                "",
                pod.text("phase", "Running"),
                pod.flag("ready", true),
                pod.flag("terminating", false),
                pod.integer("restarts", 0),
                pod.text("reason", ""),
                pod.integer("revision", revision),
                ago(pod.duration("started", "1h")));
        pod.done();
        return state;
    }

    private static TargetState node(Part node) {
        TargetState state = new TargetState(
                Target.node(CLUSTER, node.name()),
                "uid-" + node.name(),
                NOW,
                false,
                1,
                node.flag("ready", true) ? 1 : 0,
                0,
                0,
                false,
                false,
                node.flag("unschedulable", false),
                false,
                0,
                -1,
                node.choice("autonomy", Autonomy.class, Autonomy.OBSERVE),
                node.text("zone", ""),
                List.of(),
                List.of());
        node.done();
        return state;
    }

    private static ChangeEvent change(Part change) {
        Target target = target(change.text("of", ""));
        ChangeEvent.Kind kind = change.choice("kind", ChangeEvent.Kind.class, ChangeEvent.Kind.ROLLOUT);
        ChangeEvent event = new ChangeEvent(
                "change-" + target + kind + change.text("to", ""),
                target,
                kind,
                ago(change.duration("ago", "10s")),
                "somebody",
                change.choice("by", ChangeEvent.ActorType.class, ChangeEvent.ActorType.PIPELINE),
                change.text("from", ""),
                change.text("to", ""),
                change.text("summary", "rolled out"));
        change.done();
        return event;
    }

    private static Attempt attempt(Part attempt, int rung) {
        String verdict = attempt.text("verdict", "");
        Attempt read = new Attempt(
                rung,
                attempt.text("runbook", ""),
                "plan-" + rung,
                attempt.choice("outcome", Outcome.class, Outcome.SUCCEEDED),
                verdict.isEmpty() ? null : Verdict.valueOf(verdict.toUpperCase(Locale.ROOT)),
                ago(attempt.duration("ago", "20s")));
        attempt.done();
        return read;
    }

    /** {@code checkout}, {@code pod checkout-1} or {@code node node-1}. */
    private static Target target(String text) {
        if (text.startsWith("pod ")) {
            return Target.pod(CLUSTER, NAMESPACE, text.substring(4));
        }
        return text.startsWith("node ")
                ? Target.node(CLUSTER, text.substring(5))
                : Target.deployment(CLUSTER, NAMESPACE, text);
    }

    private static Instant ago(Duration age) {
        return NOW.minus(age);
    }

    /** A mapping of the file that knows which of its keys were asked for. */
    private static final class Part {
        private final String where;
        private final Map<?, ?> values;
        private final Set<String> asked = new HashSet<>();

        Part(String where, Object values) {
            this.where = where;
            assertThat(values).as("%s must be a mapping", where).isInstanceOf(Map.class);
            this.values = (Map<?, ?>) values;
        }

        Part part(String key) {
            return new Part(where + " " + key, get(key, Map.of()));
        }

        List<Part> parts(String key) {
            return ((List<?>) get(key, List.of()))
                    .stream().map(each -> new Part(where + " " + key, each)).toList();
        }

        String name() {
            return text("name", "");
        }

        String text(String key, String otherwise) {
            return get(key, otherwise).toString();
        }

        int integer(String key, int otherwise) {
            return Integer.parseInt(text(key, Integer.toString(otherwise)));
        }

        double number(String key, double otherwise) {
            return Double.parseDouble(text(key, Double.toString(otherwise)));
        }

        boolean flag(String key, boolean otherwise) {
            return (Boolean) get(key, otherwise);
        }

        Duration duration(String key, String otherwise) {
            return Duration.parse("PT" + text(key, otherwise));
        }

        <E extends Enum<E>> E choice(String key, Class<E> type, E otherwise) {
            return Enum.valueOf(type, text(key, otherwise.name()).toUpperCase(Locale.ROOT));
        }

        Map<String, Integer> numbers(String key) {
            Map<String, Integer> numbers = new java.util.TreeMap<>();
            ((Map<?, ?>) get(key, Map.of())).forEach((name, number) -> numbers.put("" + name, (Integer) number));
            return numbers;
        }

        void done() {
            Set<Object> unknown = new HashSet<>(values.keySet());
            unknown.removeAll(asked);
            assertThat(unknown).as("%s: unknown keys", where).isEmpty();
        }

        private Object get(String key, Object otherwise) {
            asked.add(key);
            Object value = values.get(key);
            return value == null ? otherwise : value;
        }
    }
}
