package io.traas.remediation;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.Decision;
import io.traas.model.FailureClass;
import io.traas.model.Incident;
import io.traas.model.Lifecycle;
import io.traas.model.PodState;
import io.traas.model.Point;
import io.traas.model.RemediationPlan;
import io.traas.model.SampleBatch;
import io.traas.model.Severity;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.model.Verdict;
import io.traas.model.bench.Figure;
import io.traas.remediation.guard.Facts;
import io.traas.remediation.guard.Guard;
import io.traas.remediation.guard.GuardLimits;
import io.traas.remediation.guard.Refusal;
import io.traas.remediation.guard.SwitchState;
import io.traas.remediation.testing.Scene;
import io.traas.remediation.testing.TestClock;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Five hundred incidents at once, each with a plan that takes a serving pod, on a shop of 500 workloads with ten pods
 * each: does the purse ever hold less than nothing, how long does a word take, does memory grow? Every pod that a plan
 * was let take is counted apart from the guard, from the moment it may go until it is back.
 *
 * <p>The part {@code purse} of {@code ./traas bench remediate}: {@code PurseBench --rounds N --json FILE}.
 */
public final class PurseBench {

    private static final int INCIDENTS = 500;
    private static final int REPLICAS = 10;
    private static final int HANDS = 16;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final long BAR_P99_MILLIS = 200;
    private static final double BAR_GROWTH_MIB = 1; // Less is noise of the measurement.
    private static final int LONGEST_AWAY_MILLIS = 1000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int THIRDS = 3;
    private static final int WARM_UP = 5;

    private final TestClock clock = new TestClock(Scene.NOON);
    private final Situation situation = new Situation(clock, this::nanos);
    private final GuardLimits limits;
    private final Guard guard;
    private final History history;
    private final Audit audit;
    private final List<TargetState> workloads = new ArrayList<>();
    private final List<Long> micros = new ArrayList<>();
    private final AtomicLong cpuNanos = new AtomicLong();
    private final AtomicInteger passed = new AtomicInteger();
    private final AtomicInteger overdrawn = new AtomicInteger();

    private PurseBench(GuardLimits limits) {
        this.limits = limits;
        this.guard = new Guard(limits, System::nanoTime);
        this.history = new History(limits.remembered(), clock);
        for (int i = 0; i < INCIDENTS; i++) {
            workloads.add(workload(i));
        }
        this.audit = new Audit(workloads, limits.caps());
    }

    public static void main(String[] arguments) throws InterruptedException, IOException {
        Map<String, String> given = Map.of(
                arguments[0], arguments[1],
                arguments[2], arguments[3]);
        Figure.write(measure(Integer.parseInt(given.get("--rounds"))), Path.of(given.get("--json")));
    }

    /** @param rounds of five hundred incidents each, besides those to warm up */
    static List<Figure> measure(int rounds) throws InterruptedException {
        List<Figure> figures = new ArrayList<>(new PurseBench(GuardLimits.defaults()).run("shipped limits", rounds, 0));
        figures.addAll(new PurseBench(purseAlone()).run("purse alone", rounds, 1));
        return figures;
    }

    /** Nothing but the purse stands in the way. */
    private static GuardLimits purseAlone() {
        GuardLimits shipped = GuardLimits.defaults();
        return new GuardLimits(
                shipped.caps(),
                new GuardLimits.Pace(1_000_000, 1_000_000, Duration.ZERO, Duration.ZERO),
                shipped.breaker(),
                new GuardLimits.Spread(0.4, 0.55, 1, 1_000_000, Duration.ofMinutes(5)),
                shipped.sight(),
                shipped.borders(),
                shipped.maxSteps(),
                shipped.patience());
    }

    /** Goes with the clock from round to round, and with the machine within one. */
    private long nanos() {
        return System.nanoTime() + Duration.between(Scene.NOON, clock.instant()).toNanos();
    }

    private static Figure wanted(String name, double measured, int least) {
        return least > 0 ? Figure.atLeast(name, measured, least) : Figure.told(name, measured);
    }

    /** @param least so many plans have to be let pass, and refused by the purse, or nothing was proved; 0 asks nothing */
    private List<Figure> run(String name, int rounds, int least) throws InterruptedException {
        List<Double> heap = new ArrayList<>();
        for (int round = 0; round < WARM_UP + rounds; round++) {
            clock.advance(limits.remembered().plusMinutes(1));
            play(round);
            if (round < WARM_UP) {
                micros.clear();
                cpuNanos.set(0);
                passed.set(0);
                overdrawn.set(0);
            } else {
                heap.add(usedMib());
                System.out.println(name + ": round " + heap.size() + " of " + rounds + ", " + passed.get()
                        + " let pass so far, " + overdrawn.get() + " refused by the purse, " + audit.violations()
                        + " times too many away");
            }
        }
        double[] millis =
                micros.stream().mapToDouble(word -> word / 1e3).sorted().toArray();
        int third = Math.max(1, rounds / THIRDS);
        double growth = mean(heap.subList(rounds - third, rounds)) - mean(heap.subList(0, third));
        String of = "purse, " + name + ": ";
        return List.of(
                Figure.atMost(of + "times more away than it holds", audit.violations(), 0),
                Figure.told(of + "decisions", millis.length),
                wanted(of + "let pass", passed.get(), least),
                wanted(of + "refused because it is empty", overdrawn.get(), least),
                Figure.told(of + "most away at once in one account", audit.most()),
                Figure.told(of + "decision, p50, ms", millis[millis.length / 2]),
                Figure.atMost(
                        of + "decision, p99, ms", millis[(int) Math.ceil(millis.length * 0.99) - 1], BAR_P99_MILLIS),
                Figure.told(of + "processor time a decision, ms", cpuNanos.get() / 1e6 / millis.length),
                Figure.atMost(of + "heap, last third less first, MiB", growth, BAR_GROWTH_MIB));
    }

    private static double mean(List<Double> values) {
        return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
    }

    /** All incidents of one round, all asked at the same instant. */
    private void play(int round) throws InterruptedException {
        List<Cure> cures = new ArrayList<>();
        for (TargetState workload : workloads) {
            situation.onState(workload);
            Cure cure = cure(round, workload);
            situation.onIncident(cure.incident());
            cures.add(cure);
        }
        for (TargetState workload : workloads.subList(0, INCIDENTS / 2)) {
            situation.onFollowed(workload.target().cluster(), clock.instant());
            situation.onSamples(new SampleBatch(
                    Scene.pod(workload.target(), 1), workload.target(), "n1", clock.instant(), List.of(up())));
        }
        ExecutorService hands = Executors.newFixedThreadPool(HANDS);
        ScheduledExecutorService returns = Executors.newSingleThreadScheduledExecutor();
        long released = System.nanoTime();
        for (Cure cure : cures) {
            hands.execute(() -> decide(cure, released, returns));
        }
        for (ExecutorService each : List.of(hands, returns)) { // What has been scheduled is still done.
            each.shutdown();
            if (!each.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException("a round was not over within " + PATIENCE.toSeconds() + " s");
            }
        }
        for (Cure cure : cures) {
            situation.onIncident(Scene.incident(
                    cure.incident().id(),
                    Lifecycle.CLOSED,
                    cure.incident().service(),
                    FailureClass.ERRORS,
                    1,
                    List.of()));
        }
    }

    private void decide(Cure cure, long released, ScheduledExecutorService returns) {
        long cpu = THREADS.getCurrentThreadCpuTime();
        Facts seen = new Facts(
                clock.instant(),
                Autonomy.AUTO,
                SwitchState.run(),
                null,
                cure.facts(),
                situation.inventory(cure.facts()),
                situation.openIncidents(cure.facts()),
                List.of(),
                List.of(),
                List.of(),
                situation.sight(cure.incident(), cure.facts()));
        Guard.Word word = history.admit(cure, guard, seen);
        cpuNanos.addAndGet(THREADS.getCurrentThreadCpuTime() - cpu);
        synchronized (micros) {
            micros.add(TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - released));
        }
        if (word.allowed()) {
            passed.incrementAndGet();
            takeAway(cure, returns);
        } else if (word.refusedFor(Refusal.PURSE_OVERDRAWN)) {
            overdrawn.incrementAndGet();
        }
    }

    /** The pod is away for a while, longer than the words of the others take, so that the purse runs dry. */
    private void takeAway(Cure cure, ScheduledExecutorService returns) {
        TargetState well =
                workloads.get(Integer.parseInt(cure.incident().service().name().substring(1)));
        audit.take(well, 1);
        situation.onState(less(well));
        returns.schedule(
                () -> {
                    situation.onState(well);
                    audit.giveBack(well, 1);
                    cure.verdict = Verdict.RECOVERED;
                    cure.phase = Cure.Phase.ENDED;
                },
                new Random(cure.plan.id().hashCode()).nextInt(LONGEST_AWAY_MILLIS),
                TimeUnit.MILLISECONDS);
    }

    private Cure cure(int round, TargetState workload) {
        Incident incident = new Incident(
                "inc-" + round + "-" + workload.target().name(),
                Lifecycle.OPENED,
                workload.target(),
                FailureClass.ERRORS,
                Severity.SEV2,
                0.9,
                clock.instant(),
                clock.instant(),
                null,
                clock.instant(),
                clock.instant(),
                List.of(Scene.errors(workload.target(), 0.5)),
                List.of(),
                workload.target(),
                List.of(workload.target()),
                1);
        Action step = new Action.QuarantinePod(Scene.pod(workload.target(), 1), "");
        RemediationPlan made = Scene.plan(incident.id(), "odd", 1, Autonomy.AUTO, List.of(step));
        RemediationPlan plan = new RemediationPlan(
                made.id(),
                made.incidentId(),
                made.runbook(),
                made.version(),
                1,
                made.steps(),
                made.because(),
                clock.instant(),
                clock.instant().plusSeconds(120),
                made.success(),
                made.risk(),
                made.autonomy());
        Decision decision = Scene.decision(new Decision.Act(plan), incident, workload);
        Cure cure = new Cure(decision, plan, false);
        cure.phase = Cure.Phase.ACTING;
        return cure;
    }

    private static Point up() {
        return Point.of(SampleBatch.UP, 1);
    }

    private static TargetState workload(int number) {
        Target target = Target.deployment("test", "ns" + number % 10, "w" + number);
        List<PodState> pods = new ArrayList<>();
        for (int i = 1; i <= REPLICAS; i++) {
            int node = (number * REPLICAS + i) % 250;
            pods.add(new PodState(
                    Scene.pod(target, i).name(),
                    "",
                    "n" + node,
                    "z" + node % 5,
                    "Running",
                    true,
                    false,
                    0,
                    "",
                    2,
                    Scene.NOON.minusSeconds(3600)));
        }
        return Scene.state(target, REPLICAS, REPLICAS, 2, Autonomy.AUTO, pods);
    }

    /** The same without its first pod. */
    private static TargetState less(TargetState well) {
        return Scene.state(
                well.target(),
                REPLICAS,
                REPLICAS - 1,
                2,
                Autonomy.AUTO,
                well.pods().subList(1, well.pods().size()));
    }

    private static double usedMib() throws InterruptedException {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
            TimeUnit.MILLISECONDS.sleep(50);
        }
        return (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0;
    }

    /** Counts what is away, apart from the guard. */
    private static final class Audit {
        private final Map<String, Integer> caps = new HashMap<>();
        private final Map<String, Integer> away = new HashMap<>();
        private int violations;
        private int most;

        Audit(List<TargetState> workloads, GuardLimits.Caps limits) {
            Map<String, Integer> sizes = new HashMap<>();
            for (TargetState workload : workloads) {
                for (PodState pod : workload.pods()) {
                    accounts(workload, pod).forEach(account -> sizes.merge(account, 1, Integer::sum));
                }
            }
            sizes.forEach((account, size) ->
                    caps.put(account, Math.min(absolute(account, limits), Math.max(1, (int) (limits.share() * size)))));
        }

        private static int absolute(String account, GuardLimits.Caps limits) {
            return switch (account.charAt(0)) {
                case 'w' -> limits.workload();
                case 'n' -> limits.namespace();
                case 'z' -> limits.zone();
                default -> limits.cluster();
            };
        }

        private static List<String> accounts(TargetState workload, PodState pod) {
            return Arrays.asList(workload.target().name(), workload.target().namespace(), pod.zone(), "cluster");
        }

        synchronized void take(TargetState workload, int pod) {
            for (String account : accounts(workload, workload.pods().get(pod - 1))) {
                int now = away.merge(account, 1, Integer::sum);
                violations += now > caps.get(account) ? 1 : 0;
                most = Math.max(most, now);
            }
        }

        synchronized void giveBack(TargetState workload, int pod) {
            accounts(workload, workload.pods().get(pod - 1)).forEach(account -> away.merge(account, -1, Integer::sum));
        }

        synchronized int violations() {
            return violations;
        }

        synchronized int most() {
            return most;
        }
    }
}
