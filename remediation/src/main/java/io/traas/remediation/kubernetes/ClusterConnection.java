package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.traas.remediation.people.SwitchMemory;
import java.time.Clock;

/** An open connection to a cluster. Thread-safe. */
public final class ClusterConnection implements AutoCloseable {

    private final KubernetesClient client;
    private final KubernetesCluster cluster;
    private final SwitchMemory switchMemory = new SwitchMemory();

    ClusterConnection(KubernetesClient client, String platformNamespace, Clock clock) {
        this.client = client;
        this.cluster = new KubernetesCluster(
                client, new ConfigMapSwitch(client, platformNamespace, switchMemory, clock), clock);
    }

    public KubernetesCluster cluster() {
        return cluster;
    }

    /** What the ledger says of stop switches has to be told to it. */
    public SwitchMemory switchMemory() {
        return switchMemory;
    }

    @Override
    public void close() {
        client.close();
    }
}
