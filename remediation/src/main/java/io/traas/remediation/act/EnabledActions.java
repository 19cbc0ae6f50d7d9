package io.traas.remediation.act;

import io.traas.remediation.guard.SwitchState;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A cluster on which only chosen kinds of action are carried out, and what takes them back. Thread-safe. */
public final class EnabledActions implements Cluster {

    /** What was begun must be able to end. */
    private static final Map<String, String> TAKEN_BACK_BY = Map.of(
            "add-taint", "remove-taint",
            "cordon", "uncordon",
            "drain", "uncordon",
            "isolate-pod", "rejoin-pod",
            "pause-rollout", "resume-rollout",
            "quarantine-pod", "release-pod",
            "silence-alerts", "end-silence",
            "suspend-cron-job", "resume-cron-job");

    private final Cluster cluster;
    private final Set<String> names;

    /** @param names of actions; empty for all */
    public EnabledActions(Cluster cluster, Set<String> names) {
        this.cluster = cluster;
        this.names = new HashSet<>(names);
        names.stream()
                .filter(TAKEN_BACK_BY::containsKey)
                .map(TAKEN_BACK_BY::get)
                .forEach(this.names::add);
    }

    @Override
    public StepResult carryOut(Step step) {
        String name = step.action().name();
        return names.isEmpty() || names.contains(name)
                ? cluster.carryOut(step)
                : StepResult.denied(Reason.DISABLED, name + " is not among remediation.actions: " + names);
    }

    @Override
    public StepResult fence(Step step) {
        return cluster.fence(step);
    }

    @Override
    public Trace trace(Step step) {
        return cluster.trace(step);
    }

    @Override
    public SwitchState stopSwitch() {
        return cluster.stopSwitch();
    }
}
