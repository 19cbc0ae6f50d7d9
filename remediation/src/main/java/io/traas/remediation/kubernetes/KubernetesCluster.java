package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.model.Action;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Gate;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.TemporaryChanges;
import io.traas.remediation.act.Trace;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.SwitchState;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kubernetes cluster behind its API server. Each action: look at the target, check that it is the one meant, dry run
 * on the server, read the stop switch, write with preconditions on uid and version, leave an Event.
 */
public final class KubernetesCluster implements Cluster, TemporaryChanges {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesCluster.class);

    private final KubernetesClient client;
    private final ConfigMapSwitch stopSwitch;
    private final Clock clock;
    private final Writes.Sleeper sleeper;
    private final Writes writes;
    private final ActionTable actions;
    private final TemporaryObjects temporary;
    private final TargetEvents events;

    public KubernetesCluster(KubernetesClient client, ConfigMapSwitch stopSwitch, Clock clock) {
        this(client, stopSwitch, clock, pause -> Thread.sleep(pause.toMillis()));
    }

    KubernetesCluster(KubernetesClient client, ConfigMapSwitch stopSwitch, Clock clock, Writes.Sleeper sleeper) {
        this(client, stopSwitch, clock, sleeper, Mandate.unlimited(), CrashPoints.none());
    }

    private KubernetesCluster(
            KubernetesClient client,
            ConfigMapSwitch stopSwitch,
            Clock clock,
            Writes.Sleeper sleeper,
            Mandate mandate,
            CrashPoints crashPoints) {
        this.client = Objects.requireNonNull(client, "client is missing");
        this.stopSwitch = Objects.requireNonNull(stopSwitch, "stopSwitch is missing");
        this.clock = Objects.requireNonNull(clock, "clock is missing");
        this.sleeper = sleeper;
        this.writes = new Writes(
                client, new Gate(stopSwitch::read, mandate, crashPoints, clock), clock, sleeper, crashPoints);
        ApiObjects objects = new ApiObjects(client);
        this.actions = table(client, objects, writes);
        this.temporary = new TemporaryObjects(objects, actions);
        this.events = new TargetEvents(client, clock);
    }

    private static ActionTable table(KubernetesClient client, ApiObjects objects, Writes writes) {
        Edits edits = new Edits(objects, writes);
        Creation creation = new Creation(objects, writes);
        WorkloadActions workloads = new WorkloadActions(client, writes);
        PodActions pods = new PodActions(client, writes, edits);
        NodeActions nodes = new NodeActions(client, writes, pods);
        ActionTable table = new ActionTable(edits)
                .with(
                        Action.RestartWorkload.class,
                        workloads::restart,
                        (action, step) -> workloads.shows(step),
                        (action, step) -> workloads.fence(step))
                .with(
                        Action.RollBack.class,
                        workloads::rollBack,
                        (action, step) -> workloads.shows(step),
                        (action, step) -> workloads.fence(step))
                .withEdit(
                        Action.Scale.class,
                        ObjectKind.DEPLOYMENT,
                        action -> action.target().name(),
                        workloads::scaled)
                .with(
                        Action.DeletePod.class,
                        pods::delete,
                        (action, step) -> pods.shows(step),
                        (action, step) -> pods.fence(step))
                .with(
                        Action.EvictPod.class,
                        pods::evict,
                        (action, step) -> pods.shows(step),
                        (action, step) -> pods.fence(step))
                .with(
                        Action.QuarantinePod.class,
                        pods::quarantine,
                        pods::showsQuarantine,
                        (action, step) -> pods.fence(step))
                .withEdit(
                        Action.ReleasePod.class,
                        ObjectKind.POD,
                        action -> action.target().name(),
                        PodActions::released)
                .with(
                        Action.Cordon.class,
                        nodes::cordon,
                        (action, step) -> nodes.shows(step),
                        (action, step) -> nodes.fence(step))
                .with(
                        Action.Uncordon.class,
                        nodes::uncordon,
                        (action, step) -> nodes.shows(step),
                        (action, step) -> nodes.fence(step))
                .with(
                        Action.Drain.class,
                        nodes::drain,
                        (action, step) -> nodes.shows(step),
                        (action, step) -> nodes.fence(step));
        new ScalingActions(objects).addTo(table);
        RolloutActions.addTo(table);
        TaintActions.addTo(table);
        new TrafficActions(objects).addTo(table);
        new IsolationActions(creation, edits).addTo(table);
        new JobActions(objects, creation, writes).addTo(table);
        return table;
    }

    /** The same cluster for somebody who may change it only while the mandate lasts. */
    public KubernetesCluster under(Mandate mandate, CrashPoints crashPoints) {
        return new KubernetesCluster(client, stopSwitch, clock, sleeper, mandate, crashPoints);
    }

    /**
     * Reads one object of each kind, so that the first cure does not pay for loading the client's model. What cannot be
     * read now will be refused by name when it matters.
     */
    public void warmUp() {
        ListOptions one = new ListOptionsBuilder().withLimit(1L).build();
        List<Runnable> reads = List.of(
                () -> client.apps().deployments().inAnyNamespace().list(one),
                () -> client.apps().replicaSets().inAnyNamespace().list(one),
                () -> client.autoscaling()
                        .v2()
                        .horizontalPodAutoscalers()
                        .inAnyNamespace()
                        .list(one),
                () -> client.pods().inAnyNamespace().list(one),
                () -> client.services().inAnyNamespace().list(one),
                () -> client.nodes().list(one));
        for (Runnable read : reads) {
            try {
                read.run();
            } catch (KubernetesClientException e) {
                LOG.atDebug().addKeyValue("reason", Refusals.text(e)).log("not read at start");
            }
        }
    }

    @Override
    public SwitchState stopSwitch() {
        return stopSwitch.read();
    }

    @Override
    public StepResult carryOut(Step step) {
        StepResult result = attempt(step);
        if (result.outcome() == Outcome.SUCCEEDED) {
            events.record(step, result);
        }
        return result;
    }

    private StepResult attempt(Step step) {
        try {
            writes.refuseWhenStopped(step, step.action().target());
            return actions.carryOut(step);
        } catch (RefusedException e) {
            return e.result();
        } catch (Writes.InDoubtException e) {
            return afterDoubt(step, e);
        } catch (KubernetesClientException e) {
            return Refusals.withoutEffect(step.action().describe(), e);
        }
    }

    /** The request may have been carried out, and may still be on its way: only what is there proves anything. */
    private StepResult afterDoubt(Step step, Writes.InDoubtException doubt) {
        return trace(step) == Trace.DONE
                ? StepResult.done("carried out although the answer was lost: " + doubt.getMessage())
                : StepResult.unknown(doubt.getMessage());
    }

    @Override
    public StepResult fence(Step step) {
        String what = "fence " + step.action().target();
        try {
            writes.refuseWhenStopped(step, step.action().target());
            actions.fence(step);
            return StepResult.done(what);
        } catch (RefusedException e) {
            return e.result();
        } catch (Writes.InDoubtException e) {
            return StepResult.unknown(e.getMessage());
        } catch (KubernetesClientException e) {
            return Refusals.withoutEffect(what, e);
        }
    }

    @Override
    public Trace trace(Step step) {
        try {
            return actions.shows(step) ? Trace.DONE : Trace.NOT_DONE;
        } catch (RefusedException | KubernetesClientException e) {
            return Trace.UNCLEAR;
        }
    }

    @Override
    public List<Ended> ended(Set<String> namespaces, Instant now) {
        return temporary.ended(namespaces, now);
    }
}
