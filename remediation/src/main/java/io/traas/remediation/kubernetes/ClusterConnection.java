package io.traas.remediation.kubernetes;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;

/** An open connection to a cluster: the hands, and the switch they obey. Thread-safe. */
public final class ClusterConnection implements AutoCloseable {

    private final KubernetesClient client;
    private final ConfigMapSwitch stopSwitch;
    private final KubernetesCluster cluster;

    ClusterConnection(KubernetesClient client, String platformNamespace, Clock clock) {
        this.client = client;
        this.stopSwitch = new ConfigMapSwitch(client, platformNamespace, clock);
        this.cluster = new KubernetesCluster(client, stopSwitch, clock);
    }

    public ConfigMapSwitch stopSwitch() {
        return stopSwitch;
    }

    public KubernetesCluster cluster() {
        return cluster;
    }

    @Override
    public void close() {
        client.close();
    }
}
