package io.traas.remediation.kubernetes;

/** What the platform writes on objects it touches, and the names Kubernetes itself uses that it reads. */
final class Marks {

    /** Idempotency key of the last step carried out on the object. */
    static final String INTENT = "traas.io/intent";

    /** Epoch of the executor that wrote; never decreases. */
    static final String FENCE = "traas.io/fence";

    /** On a node that the platform closed. */
    static final String CORDONED = "traas.io/cordoned";

    /** Label of a pod taken out of service. */
    static final String QUARANTINED = "traas.io/quarantined";

    /** The labels a quarantined pod had before, as a JSON object. */
    static final String QUARANTINED_LABELS = "traas.io/quarantined-labels";

    static final String FIELD_MANAGER = "traas";

    static final String RESTARTED_AT = "kubectl.kubernetes.io/restartedAt";
    static final String REVISION = "deployment.kubernetes.io/revision";
    static final String TEMPLATE_HASH = "pod-template-hash";
    static final String MIRROR_POD = "kubernetes.io/config.mirror";

    private Marks() {}
}
