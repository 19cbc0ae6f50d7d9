package io.traas.remediation;

import io.traas.model.stage.Settings;
import io.traas.model.stage.SettingsException;
import io.traas.remediation.kubernetes.rbac.Grants;
import io.traas.remediation.kubernetes.rbac.Roles;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** {@code ./traas rbac}: prints the least Roles for the actions asked for. */
public final class RbacMain {

    static final int USAGE = 2;

    private static final String HELP = """
            usage: ./traas rbac [--actions A,B | --config FILE] [--namespace NS ...] [--platform-namespace NS]

              prints the permissions the chosen actions need as YAML, with the reason beside each verb; it changes nothing
              --actions A,B           only these; without it, all of them
              --config FILE           those that remediation.actions of this file enables
              --namespace NS          a Role bound in this namespace, may be given more than once; without it, ClusterRoles
                                      that grant nothing until somebody binds them
              --platform-namespace NS where the account traas-remediation lives (default traas-system)

              actions: %s
              apply with: ./traas rbac --actions restart-workload,scale --namespace shop | kubectl apply -f -
            """.formatted(String.join(", ", Grants.actions()));

    private RbacMain() {}

    public static void main(String[] arguments) {
        System.exit(run(arguments, System.out, System.err));
    }

    /** @return exit code: 0, or {@value #USAGE} when the arguments make no sense */
    static int run(String[] arguments, PrintStream out, PrintStream err) {
        List<String> actions = new ArrayList<>();
        List<String> namespaces = new ArrayList<>();
        String platform = "traas-system";
        try {
            for (int i = 0; i < arguments.length; i += 2) {
                if (arguments[i].equals("--help") || arguments[i].equals("-h")) {
                    out.print(HELP);
                    return 0;
                }
                String value = valueOf(arguments, i);
                switch (arguments[i]) {
                    case "--actions" -> Stream.of(value.split(",")).forEach(actions::add);
                    case "--config" -> actions.addAll(enabled(Path.of(value)));
                    case "--namespace" -> namespaces.add(namespace(value));
                    case "--platform-namespace" -> platform = namespace(value);
                    default -> throw new IllegalArgumentException("unknown option '" + arguments[i] + "'");
                }
            }
            List<String> chosen = actions.isEmpty() ? List.copyOf(Grants.actions()) : actions;
            Roles roles = new Roles(platform);
            out.print(namespaces.isEmpty() ? roles.unbound(chosen) : roles.bound(chosen, namespaces));
            return 0;
        } catch (IllegalArgumentException | SettingsException e) {
            err.println("traas rbac: " + e.getMessage() + "; see ./traas rbac --help");
            return USAGE;
        }
    }

    private static List<String> enabled(Path file) {
        Settings settings = Settings.load(file, Map.of());
        Set<String> names = RemediationConfig.actions(settings);
        settings.check();
        return names.stream().filter(Grants.actions()::contains).toList();
    }

    private static String valueOf(String[] arguments, int option) {
        if (option + 1 >= arguments.length) {
            throw new IllegalArgumentException(
                    "no value after " + arguments[option] + " in " + Arrays.toString(arguments));
        }
        return arguments[option + 1];
    }

    /** It is written into the YAML as it is. */
    private static String namespace(String name) {
        if (!name.matches("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")) {
            throw new IllegalArgumentException("'" + name + "' is no name of a namespace");
        }
        return name;
    }
}
