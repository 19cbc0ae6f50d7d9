package io.traas.standalone;

import io.traas.model.Autonomy;
import io.traas.model.stage.Settings;
import io.traas.model.stage.StageMain;
import io.traas.remediation.kubernetes.Preflight;
import io.traas.remediation.kubernetes.Preflight.Purpose;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * {@code ./traas up [--config FILE]}: the platform against the cluster of the current kubeconfig. Says first which
 * permissions are missing; observes only, unless the setting {@code remediation.autonomy} says more.
 */
public final class Up {

    private static final String USAGE = """
            usage: ./traas up [--config FILE]
              runs the platform against the cluster of the current kubeconfig (KUBECONFIG, or platform.kubeconfig).
              It only observes unless remediation.autonomy is raised; docs/connect-a-cluster.md says how.
            """;

    private Up() {}

    public static void main(String[] arguments) {
        if (List.of(arguments).contains("--help")) {
            System.out.print(USAGE);
            return;
        }
        try {
            Settings settings = StageMain.settings(arguments, System.getenv());
            preflight(settings);
            StandaloneMain.serve(settings, "traas: dashboard at ");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("traas up: " + e.getMessage());
            System.exit(1);
        }
    }

    /** @throws IllegalStateException when the platform could not even look */
    private static void preflight(Settings settings) {
        Autonomy autonomy = settings.choice(
                "remediation.autonomy", Autonomy.class, Autonomy.OBSERVE, "how far the platform may go at most");
        requireKubeconfig(settings, System.getenv());
        try (Preflight preflight = Preflight.of(settings)) {
            Preflight.Report report = preflight.run(autonomy);
            if (!report.problem().isEmpty()) {
                throw new IllegalStateException("the cluster cannot be asked: " + report.problem());
            }
            report.lines().forEach(line -> System.out.println("preflight: " + line));
            if (!report.allows(Purpose.OBSERVE)) {
                throw new IllegalStateException(
                        "the account may not read pods, deployments and replicasets; apply deploy/observe.yaml, or use another account");
            }
            System.out.println("preflight: autonomy is at most "
                    + autonomy.name().toLowerCase(java.util.Locale.ROOT)
                    + (report.allows(Purpose.CONTEXT) ? "" : "; without the reading above the platform knows less")
                    + (report.allows(Purpose.ACT) ? "" : "; actions above will be refused by the cluster"));
        }
    }

    /** Without any the client would ask a cluster's own name, which says nothing to somebody at a desk. */
    static void requireKubeconfig(Settings settings, Map<String, String> environment) {
        String named = settings.text("platform.kubeconfig", "", "kubeconfig file; empty: the usual places");
        if (!named.isBlank() || environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return;
        }
        String usual =
                Path.of(System.getProperty("user.home"), ".kube", "config").toString();
        String[] places = environment.getOrDefault("KUBECONFIG", usual).split(File.pathSeparator);
        if (Arrays.stream(places).noneMatch(place -> Files.isReadable(Path.of(place)))) {
            throw new IllegalStateException("no kubeconfig: " + String.join(", ", places)
                    + " cannot be read; set KUBECONFIG or platform.kubeconfig");
        }
    }
}
