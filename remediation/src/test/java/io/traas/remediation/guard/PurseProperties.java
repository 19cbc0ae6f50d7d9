package io.traas.remediation.guard;

import static io.traas.remediation.testing.Scene.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import io.traas.model.Action;
import io.traas.model.Autonomy;
import io.traas.model.FailureClass;
import io.traas.model.PodState;
import io.traas.model.RemediationPlan;
import io.traas.model.Target;
import io.traas.model.TargetState;
import io.traas.remediation.testing.Scene;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.BeforeTry;

/** INV-02: in any sequence of plans, what is away never exceeds what an account holds, counted apart from the purse. */
class PurseProperties {

    private static final int ZONES = 3;
    private static final double SHARE = GuardLimits.defaults().caps().share();

    private GuardWorld world;

    @BeforeTry
    void newWorld() {
        world = new GuardWorld();
    }

    /** A pod that is taken, or was lost before: where it belongs and where it is. */
    private record Gone(Target workload, String zone) {}

    /**
     * @param replicas of each workload
     * @param lost the last pods of each workload that are not ready, by somebody else's doing
     * @param picks which pod each plan wants to take
     */
    @Property(tries = 300)
    void whatIsAwayStaysWithinEveryAccount(
            @ForAll @Size(min = 1, max = 6) List<@IntRange(min = 1, max = 14) Integer> replicas,
            @ForAll @Size(min = 6, max = 6) List<@IntRange(max = 2) Integer> lost,
            @ForAll @Size(min = 1, max = 25) List<@IntRange(max = 1000) Integer> picks) {
        List<TargetState> workloads = workloads(replicas, lost);
        List<Gone> gone = new ArrayList<>();
        workloads.forEach(workload -> workload.pods().stream()
                .filter(pod -> !pod.ready())
                .forEach(pod -> gone.add(new Gone(workload.target(), pod.zone()))));
        boolean tooMuchBefore = isOverdrawn(workloads, gone);
        for (int pick : picks) {
            TargetState workload = workloads.get(pick % workloads.size());
            PodState pod = workload.pods().get(pick % workload.pods().size());
            if (!pod.ready() || isTaken(pod)) {
                continue;
            }
            Action step = new Action.QuarantinePod(Scene.pod(workload.target(), number(pod)), "");
            RemediationPlan plan = Scene.plan("inc-" + pick, "r", 1, Autonomy.AUTO, List.of(step));
            boolean holds = world.holds("BlastRadiusCap", plan);
            List<Gone> after = new ArrayList<>(gone);
            after.add(new Gone(workload.target(), pod.zone()));

            // Exactly then, while the cluster shows nothing of what was taken.
            assertThat(holds).isEqualTo(!isOverdrawnBy(workloads, after, after.get(after.size() - 1)));
            if (holds) {
                world.cures.add(world.cure("inc-" + pick, "r", step, true, null));
                gone.add(after.get(after.size() - 1));
                assertThat(tooMuchBefore || !isOverdrawn(workloads, gone)).isTrue();
            }
        }
    }

    private List<TargetState> workloads(List<Integer> replicas, List<Integer> lost) {
        world.targets.clear();
        List<TargetState> workloads = new ArrayList<>();
        for (int i = 0; i < replicas.size(); i++) {
            Target target = Target.deployment("test", i % 2 == 0 ? "shop" : "bank", "w" + i);
            int count = replicas.get(i);
            int ready = Math.max(0, count - lost.get(i));
            List<PodState> pods = new ArrayList<>();
            for (int number = 1; number <= count; number++) {
                PodState pod = Scene.podState(target, number, number <= ready);
                pods.add(new PodState(
                        pod.name(),
                        pod.uid(),
                        "n" + number,
                        "z" + number % ZONES,
                        "Running",
                        pod.ready(),
                        false,
                        0,
                        "",
                        2,
                        NOON.minusSeconds(3600)));
            }
            workloads.add(Scene.state(target, count, ready, 2, Autonomy.AUTO, pods));
        }
        workloads.forEach(world::put);
        world.incident(FailureClass.ERRORS, 1);
        return workloads;
    }

    private boolean isTaken(PodState pod) {
        return world.cures.stream()
                .anyMatch(cure -> cure.footprint().draws().stream()
                        .anyMatch(draw -> pod.name().startsWith(draw.workload().name() + "-")
                                && draw.node().equals(pod.node())));
    }

    private static int number(PodState pod) {
        return Integer.parseInt(pod.name().substring(pod.name().lastIndexOf('-') + 1));
    }

    private static boolean isOverdrawn(List<TargetState> workloads, List<Gone> gone) {
        return gone.stream().anyMatch(each -> isOverdrawnBy(workloads, gone, each));
    }

    private static boolean isOverdrawnBy(List<TargetState> workloads, List<Gone> gone, Gone by) {
        return exceeds(workloads, gone, by, each -> each.workload().toString(), TargetState::desired)
                || exceeds(workloads, gone, by, each -> each.workload().namespace(), TargetState::desired)
                || exceeds(workloads, gone, by, each -> "cluster", TargetState::desired)
                || zoneExceeds(workloads, gone, by);
    }

    private static boolean exceeds(
            List<TargetState> workloads,
            List<Gone> gone,
            Gone by,
            Function<Gone, String> account,
            Function<TargetState, Integer> size) {
        Map<String, Integer> sizes = new HashMap<>();
        workloads.forEach(workload ->
                sizes.merge(account.apply(new Gone(workload.target(), "")), size.apply(workload), Integer::sum));
        long away = gone.stream()
                .filter(each -> account.apply(each).equals(account.apply(by)))
                .count();
        return away > Math.max(1, Math.floor(SHARE * sizes.get(account.apply(by))));
    }

    private static boolean zoneExceeds(List<TargetState> workloads, List<Gone> gone, Gone by) {
        long size = workloads.stream()
                .flatMap(workload -> workload.pods().stream())
                .filter(pod -> pod.zone().equals(by.zone()))
                .count();
        long away = gone.stream().filter(each -> each.zone().equals(by.zone())).count();
        return away > Math.max(1, Math.floor(SHARE * size));
    }
}
