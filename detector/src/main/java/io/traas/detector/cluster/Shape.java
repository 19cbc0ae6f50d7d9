package io.traas.detector.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/**
 * What a cluster on this machine consists of. Kept in its directory, so that what died is started again as it was.
 *
 * @param restPort where the JobManager takes requests
 * @param rpcPort where TaskManagers find it
 * @param memory of each TaskManager process, as Flink writes it: {@code 1280m}
 * @param application whether the JobManager runs our job and nothing else
 */
public record Shape(int taskManagers, int slots, int restPort, int rpcPort, String memory, boolean application) {

    private static final String FILE = "cluster.properties";

    public Shape {
        if (!memory.matches("\\d{3,6}m|\\d{1,3}g")) {
            throw new ClusterException("--taskmanager-memory is '" + memory + "', must be like 1280m or 2g");
        }
    }

    /** The JobManager's address. */
    public String jobManager() {
        return "http://127.0.0.1:" + restPort;
    }

    static Optional<Shape> in(Path directory) {
        Path file = directory.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            Properties kept = new Properties();
            kept.load(in);
            return Optional.of(new Shape(
                    Integer.parseInt(kept.getProperty("taskmanagers")),
                    Integer.parseInt(kept.getProperty("slots")),
                    Integer.parseInt(kept.getProperty("rest-port")),
                    Integer.parseInt(kept.getProperty("rpc-port")),
                    kept.getProperty("memory"),
                    Boolean.parseBoolean(kept.getProperty("application"))));
        } catch (IOException | NumberFormatException | NullPointerException e) {
            throw new ClusterException(
                    file + " cannot be read (" + e.getMessage() + "); stop what runs and remove it", e);
        }
    }

    void keepIn(Path directory) throws IOException {
        Properties kept = new Properties();
        kept.setProperty("taskmanagers", Integer.toString(taskManagers));
        kept.setProperty("slots", Integer.toString(slots));
        kept.setProperty("rest-port", Integer.toString(restPort));
        kept.setProperty("rpc-port", Integer.toString(rpcPort));
        kept.setProperty("memory", memory);
        kept.setProperty("application", Boolean.toString(application));
        try (OutputStream out = Files.newOutputStream(directory.resolve(FILE))) {
            kept.store(out, null);
        }
    }

    static void forget(Path directory) throws IOException {
        Files.deleteIfExists(directory.resolve(FILE));
    }
}
