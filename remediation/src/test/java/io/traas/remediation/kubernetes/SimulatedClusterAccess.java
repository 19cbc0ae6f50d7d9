package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.remediation.act.Cluster;
import io.traas.remediation.act.Mandate;
import io.traas.remediation.crash.CrashPoints;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Consumer;

/** The platform's hands with time handed in: for the simulator. */
public final class SimulatedClusterAccess {

    private SimulatedClusterAccess() {}

    /** @param sleep lets time pass between two tries */
    public static Cluster open(
            KubernetesClient client, Clock clock, Consumer<Duration> sleep, Mandate mandate, CrashPoints crashPoints) {
        ConfigMapSwitch stopSwitch = new ConfigMapSwitch(client, "traas-system");
        return new KubernetesCluster(client, stopSwitch, clock, sleep::accept).under(mandate, crashPoints);
    }
}
