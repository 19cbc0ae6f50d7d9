package io.traas.drills.bank;

import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Command lines of small Java processes, with a class path of just what they need, taken from where this JVM found it:
 * works from class folders as from jars.
 */
public final class JavaCommand {

    /** One class of each library that a process of the bank needs. */
    private static final List<String> METRICS = List.of(
            "io.micrometer.core.instrument.MeterRegistry",
            "io.micrometer.common.KeyValue",
            "io.micrometer.observation.Observation",
            "io.micrometer.prometheusmetrics.PrometheusMeterRegistry",
            "io.prometheus.metrics.model.registry.PrometheusRegistry",
            "io.prometheus.metrics.config.PrometheusProperties",
            "io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter",
            "io.prometheus.metrics.core.metrics.Counter",
            "io.prometheus.metrics.tracer.common.SpanContext",
            "org.HdrHistogram.Histogram");

    private static final List<String> JSON = List.of(
            "com.fasterxml.jackson.databind.ObjectMapper",
            "com.fasterxml.jackson.core.JsonFactory",
            "com.fasterxml.jackson.annotation.JsonProperty");

    private static final List<String> SMALL_JVM = List.of(
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-Xss256k",
            "-XX:MaxMetaspaceSize=48m",
            "-XX:ReservedCodeCacheSize=16m",
            "-XX:-UsePerfData",
            "-Dsun.net.httpserver.nodelay=true",
            "-Djava.awt.headless=true");

    private JavaCommand() {}

    /** A replica of the bank: a small heap, and an end by SIGKILL when it is full, as a container would have. */
    static List<String> replica(Class<?> main, List<String> arguments) {
        return command(List.of("-Xms16m", "-Xmx24m", "-XX:OnOutOfMemoryError=kill -9 %p"), METRICS, main, arguments);
    }

    /** A process beside the cluster. */
    public static List<String> beside(Class<?> main, List<String> arguments) {
        return command(List.of("-Xmx64m"), JSON, main, arguments);
    }

    private static List<String> command(
            List<String> memory, List<String> libraries, Class<?> main, List<String> arguments) {
        Set<String> classPath = new LinkedHashSet<>();
        classPath.add(locationOf(main));
        libraries.forEach(name -> classPath.add(locationOf(load(name))));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(memory);
        command.addAll(SMALL_JVM);
        command.add("-cp");
        command.add(String.join(File.pathSeparator, classPath));
        command.add(main.getName());
        command.addAll(arguments);
        return List.copyOf(command);
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, JavaCommand.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "the bank's processes need " + name + ", which is not on the class path", e);
        }
    }

    private static String locationOf(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        if (source == null) {
            throw new IllegalStateException("cannot tell where " + type + " was loaded from");
        }
        try {
            return Path.of(source.getLocation().toURI()).toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("cannot use " + source.getLocation() + " as a class path", e);
        }
    }
}
