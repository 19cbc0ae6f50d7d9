package io.traas.drills.bank;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.traas.drills.bank.service.Role;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The bank as Kubernetes objects: what a team would keep in its repository. Also the measure of what "as at the start"
 * means after a fault.
 *
 * @param book file that all replicas share, in place of a database
 * @param cardNetwork where the card network is reached, {@code ip:port}
 */
public record BankManifests(Path book, String cardNetwork) {

    /** Namespace of the bank, which asks to be healed. */
    public static final String BANK = "bank";

    /** Namespace of a partner, which does not. */
    public static final String PARTNER = "partner";

    private static final int PORT = 8080;
    private static final int GRACE_SECONDS = 3;

    /** A stalled replica stays in its service for as long as this probe is patient, as in shops that fear flapping. */
    private static final int PROBE_PATIENCE = 60;

    private static final List<Workload> WORKLOADS = List.of(
            new Workload(BANK, Role.GATEWAY, 3, 0, List.of(Role.PAYMENT)),
            new Workload(BANK, Role.PAYMENT, 3, 0, List.of(Role.RISK, Role.ACCOUNT, Role.LEDGER, Role.NOTIFICATION)),
            new Workload(BANK, Role.ACCOUNT, 3, 0, List.of()),
            new Workload(BANK, Role.LEDGER, 2, 0, List.of()),
            new Workload(BANK, Role.RISK, 3, 6, List.of()),
            new Workload(BANK, Role.NOTIFICATION, 2, 0, List.of()),
            new Workload(PARTNER, Role.RATES, 2, 0, List.of()));

    /**
     * One Deployment and what goes with it.
     *
     * @param namespace where it lives
     * @param role what it does
     * @param replicas how many at the start
     * @param maxReplicas how far it may be scaled, 0 for not at all
     * @param calls whom it calls, in the same namespace
     */
    public record Workload(String namespace, Role role, int replicas, int maxReplicas, List<Role> calls) {
        public Workload {
            Objects.requireNonNull(namespace, "namespace");
            Objects.requireNonNull(role, "role");
            calls = List.copyOf(calls);
        }

        /** Name of the Deployment, the Service and the label {@code app}. */
        public String name() {
            return role.workload();
        }

        /** Name of the ConfigMap of the start. */
        public String configName() {
            return name() + "-config";
        }
    }

    public BankManifests {
        Objects.requireNonNull(book, "book");
        Objects.requireNonNull(cardNetwork, "cardNetwork");
    }

    /** All workloads, callers before those they call. */
    public static List<Workload> workloads() {
        return WORKLOADS;
    }

    /** Everything to apply, in order. */
    public List<HasMetadata> all() {
        List<HasMetadata> objects = new ArrayList<>(namespaces());
        for (Workload workload : WORKLOADS) {
            objects.add(config(workload));
            objects.add(service(workload));
            objects.add(budget(workload));
            objects.add(deployment(workload));
        }
        return objects;
    }

    List<Namespace> namespaces() {
        return List.of(
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(BANK)
                        .addToLabels("traas.io/autonomy", "auto")
                        .endMetadata()
                        .build(),
                new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(PARTNER)
                        .endMetadata()
                        .build());
    }

    /** What a workload is configured with at the start. */
    ConfigMap config(Workload workload) {
        Map<String, String> data = new LinkedHashMap<>();
        for (Role callee : workload.calls()) {
            data.put(callee.name() + "_SERVICE", callee.workload());
        }
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.configName())
                .endMetadata()
                .withData(data)
                .build();
    }

    Deployment deployment(Workload workload) {
        Map<String, String> labels = Map.of("app", workload.name());
        return new DeploymentBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .withLabels(labels)
                .withAnnotations(annotations(workload))
                .endMetadata()
                .withNewSpec()
                .withReplicas(workload.replicas())
                .withNewSelector()
                .withMatchLabels(labels)
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withNewMaxSurge(1)
                .withNewMaxUnavailable(0)
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(labels)
                .addToAnnotations("prometheus.io/scrape", "true")
                .addToAnnotations("prometheus.io/port", String.valueOf(PORT))
                .addToAnnotations("prometheus.io/path", "/metrics")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds((long) GRACE_SECONDS)
                .withContainers(container(workload))
                .endSpec()
                .endTemplate()
                .endSpec()
                .build();
    }

    private static Map<String, String> annotations(Workload workload) {
        Map<String, String> annotations = new LinkedHashMap<>();
        if (!workload.calls().isEmpty()) {
            annotations.put(
                    "traas.io/depends-on",
                    String.join(
                            ",", workload.calls().stream().map(Role::workload).toList()));
        }
        if (workload.maxReplicas() > 0) {
            annotations.put("traas.io/max-replicas", String.valueOf(workload.maxReplicas()));
        }
        return annotations;
    }

    private Container container(Workload workload) {
        return new ContainerBuilder()
                .withName(workload.name())
                .withImage(BankImages.imageOf(workload.role(), BankImages.FIRST_VERSION))
                .addNewPort()
                .withContainerPort(PORT)
                .endPort()
                .addNewEnv()
                .withName("POD_IP")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("status.podIP")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("POD_NAMESPACE")
                .withNewValueFrom()
                .withNewFieldRef()
                .withFieldPath("metadata.namespace")
                .endFieldRef()
                .endValueFrom()
                .endEnv()
                .addNewEnv()
                .withName("BANK_BOOK")
                .withValue(book.toString())
                .endEnv()
                .addNewEnv()
                .withName("CARD_NETWORK")
                .withValue(cardNetwork)
                .endEnv()
                .addNewEnvFrom()
                .withNewConfigMapRef()
                .withName(workload.configName())
                .endConfigMapRef()
                .endEnvFrom()
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/healthz")
                .withNewPort(PORT)
                .endHttpGet()
                .withPeriodSeconds(1)
                .withTimeoutSeconds(1)
                .withFailureThreshold(PROBE_PATIENCE)
                .endReadinessProbe()
                .build();
    }

    Service service(Workload workload) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .endMetadata()
                .withNewSpec()
                .addToSelector("app", workload.name())
                .addNewPort()
                .withPort(PORT)
                .withNewTargetPort(PORT)
                .endPort()
                .endSpec()
                .build();
    }

    PodDisruptionBudget budget(Workload workload) {
        return new PodDisruptionBudgetBuilder()
                .withNewMetadata()
                .withNamespace(workload.namespace())
                .withName(workload.name())
                .endMetadata()
                .withNewSpec()
                .withNewMaxUnavailable(1)
                .withNewSelector()
                .addToMatchLabels("app", workload.name())
                .endSelector()
                .endSpec()
                .build();
    }
}
