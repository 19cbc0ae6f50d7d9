package io.traas.drills.cluster.control;

import io.traas.drills.cluster.ClusterTimings;
import io.traas.drills.cluster.control.placement.NodeLifecycle;
import io.traas.drills.cluster.control.placement.Scheduler;
import io.traas.drills.cluster.control.placement.TaintEviction;
import io.traas.drills.cluster.control.traffic.EndpointsController;
import io.traas.drills.cluster.control.traffic.ServiceDirectory;
import io.traas.drills.cluster.control.workload.BudgetController;
import io.traas.drills.cluster.control.workload.DeploymentController;
import io.traas.drills.cluster.control.workload.ReplicaSetController;
import io.traas.drills.cluster.write.Registry;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;

/** All controllers of the cluster. */
public final class ControlPlane {

    private ControlPlane() {}

    /**
     * Starts them on the given executor, which must have one thread only; they stop with it.
     *
     * @param serviceDirectory where the ready endpoints of services are written
     */
    public static void start(
            Registry registry,
            EventRecorder events,
            ScheduledExecutorService thread,
            ClusterTimings timings,
            Path serviceDirectory) {
        ControlLoop loop = new ControlLoop(registry.store(), thread);
        loop.start(List.of(
                new DeploymentController(registry, events, loop),
                new ReplicaSetController(registry, events),
                new Scheduler(registry, events),
                new EndpointsController(registry),
                new ServiceDirectory(registry.store(), serviceDirectory),
                new BudgetController(registry, loop, timings.disruptedPodTimeout()),
                new NodeLifecycle(registry, events, loop, timings, System::nanoTime),
                new TaintEviction(registry, events, loop, timings, System::nanoTime),
                new GarbageCollector(registry)));
    }
}
