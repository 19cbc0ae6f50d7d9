package io.traas.drills.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * Where a demo keeps its files: a directory the user named, which stays, or a temporary one, which does not.
 *
 * @param directory exists and is ours
 * @param kept whether it outlives the demo
 */
public record Workplace(Path directory, boolean kept) implements AutoCloseable {

    /** Marks a directory that {@code ./traas reset} may remove. */
    private static final String MARKER = ".traas-data";

    /** @param wanted null for a temporary one */
    public static Workplace open(Path wanted) {
        try {
            Path directory =
                    wanted == null ? Files.createTempDirectory("traas-demo-") : Files.createDirectories(wanted);
            Path marker = directory.resolve(MARKER);
            if (!Files.exists(marker)) {
                if (wanted != null && !isEmpty(directory)) {
                    throw new IllegalArgumentException(
                            directory + " is neither empty nor a data directory of TRaaS; choose another");
                }
                Files.createFile(marker);
            }
            return new Workplace(directory, wanted != null);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot use " + wanted + ": " + e.getMessage(), e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.findAny().isEmpty();
        }
    }

    @Override
    public void close() {
        if (kept || !Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
