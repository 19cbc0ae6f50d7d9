package io.traas.standalone.flink;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** {@code ./traas detect} as processes of their own, with the class path of this one. */
final class Shell {

    /** What a command said, errors included. */
    record Said(int exitCode, String text) {}

    private final Path checkout;
    private final Path logs;

    Shell(Path checkout, Path logs) {
        this.checkout = checkout;
        this.logs = logs;
    }

    Said run(String... arguments) throws IOException, InterruptedException {
        Process process = builder(List.of(arguments)).redirectErrorStream(true).start();
        String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Said(process.waitFor(), text);
    }

    /** Starts one that stays; what it says goes to the file {@code name}. */
    Process stay(String name, String... arguments) throws IOException {
        return builder(List.of(arguments))
                .redirectErrorStream(true)
                .redirectOutput(logs.resolve(name).toFile())
                .start();
    }

    String saidBy(String name) throws IOException {
        return Files.readString(logs.resolve(name));
    }

    private ProcessBuilder builder(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=io/traas/detector/cluster/logging.xml",
                "-Dtraas.home=" + checkout,
                "-cp",
                System.getProperty("java.class.path"),
                "io.traas.detector.cluster.Detect"));
        command.addAll(arguments);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.of(
                        "TRAAS_FLINK", logs.resolve("flink").toString(),
                        "TRAAS_DETECTOR_INTERVAL", "1s",
                        "TRAAS_DETECTOR_LATENESS", "1500ms",
                        "TRAAS_DETECTOR_CHECKPOINT_INTERVAL", "1s"));
        return builder;
    }
}
