package io.traas.drills.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A practice cluster as a program of its own: prints {@code ready <url>} and runs until its standard input ends or it
 * is terminated.
 */
public final class PracticeClusterMain {

    /** Any image is a process that sleeps: enough for those who only look at objects. */
    private static final List<String> SLEEPER =
            List.of("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 3600 & wait $!; done");

    private record Options(int port, Optional<Path> kubeconfig, boolean demoWorkloads) {

        static Options of(String[] arguments) {
            int port = 0;
            Optional<Path> kubeconfig = Optional.empty();
            boolean demo = false;
            for (int i = 0; i < arguments.length; i++) {
                switch (arguments[i]) {
                    case "--port" -> port = number(value(arguments, ++i));
                    case "--kubeconfig" -> kubeconfig = Optional.of(Path.of(value(arguments, ++i)));
                    case "--demo-workloads" -> demo = true;
                    default ->
                        throw new IllegalArgumentException("unknown option " + arguments[i]
                                + "; known are --port N, --kubeconfig FILE, --demo-workloads");
                }
            }
            return new Options(port, kubeconfig, demo);
        }

        private static int number(String text) {
            try {
                return Integer.parseInt(text);
            } catch (NumberFormatException malformed) {
                throw new IllegalArgumentException("--port needs a number, not " + text, malformed);
            }
        }

        private static String value(String[] arguments, int at) {
            if (at >= arguments.length) {
                throw new IllegalArgumentException("option " + arguments[at - 1] + " needs a value");
            }
            return arguments[at];
        }
    }

    private PracticeClusterMain() {}

    public static void main(String[] arguments) throws IOException {
        Options options;
        try {
            options = Options.of(arguments);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        Path work = Files.createTempDirectory("practice-cluster-");
        ClusterSettings settings =
                ClusterSettings.of(image -> Optional.of(SLEEPER), work).withPort(options.port());
        try (PracticeCluster cluster = new PracticeCluster(settings)) {
            if (options.kubeconfig().isPresent()) {
                Files.writeString(options.kubeconfig().get(), cluster.kubeconfig());
            }
            if (options.demoWorkloads()) {
                new DemoWorkloads(cluster.url()).create();
            }
            System.out.println("ready " + cluster.url());
            System.out.flush();
            waitForEndOfInput();
        } catch (IllegalStateException failure) {
            System.err.println(failure.getMessage());
            System.exit(1);
        }
    }

    private static void waitForEndOfInput() throws IOException {
        byte[] ignored = new byte[256];
        int read = System.in.read(ignored);
        while (read >= 0) {
            read = System.in.read(ignored);
        }
    }
}
