package io.traas.model;

/**
 * A thing that can be observed or acted on: a workload, a pod, a node, a service.
 *
 * @param cluster name of the cluster, as configured
 * @param namespace empty for cluster-scoped things such as nodes
 * @param kind Kubernetes kind in its own spelling: {@code Deployment}, {@code Pod}, {@code Node}
 */
public record Target(String cluster, String namespace, String kind, String name) implements Comparable<Target> {

    public Target {
        Check.notBlank("target.cluster", cluster);
        Check.notNull("target.namespace", namespace);
        Check.notBlank("target.kind", kind);
        Check.notBlank("target.name", name);
    }

    public static Target deployment(String cluster, String namespace, String name) {
        return new Target(cluster, namespace, "Deployment", name);
    }

    public static Target pod(String cluster, String namespace, String name) {
        return new Target(cluster, namespace, "Pod", name);
    }

    public static Target node(String cluster, String name) {
        return new Target(cluster, "", "Node", name);
    }

    /** Parses what {@link #toString()} prints. */
    public static Target parse(String text) {
        String[] parts = text.split("/", -1);
        if (parts.length != 4) {
            throw new IllegalArgumentException("target '" + text + "' is not cluster/namespace/kind/name");
        }
        return new Target(parts[0], parts[1], parts[2], parts[3]);
    }

    public boolean is(String otherKind) {
        return kind.equals(otherKind);
    }

    @Override
    public int compareTo(Target other) {
        return toString().compareTo(other.toString());
    }

    /** The key on every topic: {@code cluster/namespace/kind/name}. */
    @Override
    public String toString() {
        return cluster + "/" + namespace + "/" + kind + "/" + name;
    }
}
