package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/** An open connection to a cluster. Thread-safe. */
public final class ClusterConnection implements AutoCloseable {

    private final KubernetesClient client;
    private final KubernetesCluster cluster;

    ClusterConnection(KubernetesClient client, String platformNamespace, Clock clock) {
        this.client = client;
        this.cluster = new KubernetesCluster(client, new ConfigMapSwitch(client, platformNamespace), clock);
    }

    public KubernetesCluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        client.close();
    }
}
