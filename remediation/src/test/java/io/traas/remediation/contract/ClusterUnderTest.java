package io.traas.remediation.contract;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.function.Supplier;

/**
 * A cluster that the contract is tried on.
 *
 * @param connect a new client, closed by whoever asked
 * @param image of a container that runs until it is ended
 * @param mayTouchNodes nodes are shared with whoever else uses the cluster
 */
public record ClusterUnderTest(Supplier<KubernetesClient> connect, String image, boolean mayTouchNodes) {}
