package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.api.model.ListOptions;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.traas.model.Action;
import io.traas.model.Outcome;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.act.Reason;
import io.traas.remediation.act.Step;
import io.traas.remediation.act.StepResult;
import io.traas.remediation.act.Trace;
import io.traas.remediation.crash.CrashPoints;
import io.traas.remediation.guard.SwitchState;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Kubernetes cluster behind its API server. Each action: look at the target, check that it is the one meant, dry run
 * on the server, read the stop switch, write with preconditions on uid and version, leave an Event.
 */
public final class KubernetesCluster implements Cluster {

    private static final Logger LOG = LoggerFactory.getLogger(KubernetesCluster.class);

    private final KubernetesClient client;
    private final ConfigMapSwitch stopSwitch;
    private final Clock clock;
    private final Writes.Sleeper sleeper;
    private final Writes writes;
    private final WorkloadActions workloads;
    private final PodActions pods;
    private final NodeActions nodes;
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
        this.writes = new Writes(client, stopSwitch::read, clock, sleeper, mandate, crashPoints);
        this.workloads = new WorkloadActions(client, writes);
        this.pods = new PodActions(client, writes);
        this.nodes = new NodeActions(client, writes, pods);
        this.events = new TargetEvents(client, clock);
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
            writes.refuseWhenStopped();
            return dispatch(step);
        } catch (RefusedException e) {
            return e.result();
        } catch (Writes.InDoubtException e) {
            return afterDoubt(step, e);
        } catch (KubernetesClientException e) {
            return Refusals.withoutEffect(step.action().describe(), e);
        }
    }

    private StepResult dispatch(Step step) {
        Action action = step.action();
        if (action instanceof Action.RestartWorkload restart) {
            return workloads.restart(restart, step);
        } else if (action instanceof Action.RollBack rollBack) {
            return workloads.rollBack(rollBack, step);
        } else if (action instanceof Action.Scale scale) {
            return workloads.scale(scale, step);
        } else if (action instanceof Action.DeletePod delete) {
            return pods.delete(delete, step);
        } else if (action instanceof Action.EvictPod evict) {
            return pods.evict(evict, step);
        } else if (action instanceof Action.QuarantinePod quarantine) {
            return pods.quarantine(quarantine, step);
        } else if (action instanceof Action.ReleasePod release) {
            return pods.release(release, step);
        } else if (action instanceof Action.Cordon cordon) {
            return nodes.cordon(cordon, step);
        } else if (action instanceof Action.Uncordon uncordon) {
            return nodes.uncordon(uncordon, step);
        } else if (action instanceof Action.Drain drain) {
            return nodes.drain(drain, step);
        }
        return StepResult.denied(Reason.INVALID, "not known how to " + action.name());
    }

    /** The request may or may not have been carried out: the object knows, unless the request is still on its way. */
    private StepResult afterDoubt(Step step, Writes.InDoubtException doubt) {
        Trace trace = trace(step);
        if (trace == Trace.DONE) {
            return StepResult.done("carried out although the answer was lost: " + doubt.getMessage());
        }
        return trace == Trace.NOT_DONE && doubt.answered()
                ? StepResult.failed(Reason.SERVER_ERROR, "not carried out: " + doubt.getMessage())
                : StepResult.unknown(doubt.getMessage());
    }

    @Override
    public StepResult fence(Step step) {
        String what = "fence " + step.action().target();
        try {
            writes.refuseWhenStopped();
            switch (step.action().target().kind()) {
                case "Pod" -> pods.fence(step);
                case "Node" -> nodes.fence(step);
                default -> workloads.fence(step);
            }
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
            boolean shows = switch (step.action().target().kind()) {
                case "Pod" -> pods.shows(step);
                case "Node" -> nodes.shows(step);
                default -> workloads.shows(step);
            };
            return shows ? Trace.DONE : Trace.NOT_DONE;
        } catch (RefusedException | KubernetesClientException e) {
            return Trace.UNCLEAR;
        }
    }
}
