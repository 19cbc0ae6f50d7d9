package io.traas.detector.stream.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The checkpoints of earlier runs on disk: {@code <folder>/<job>/chk-<n>/_metadata}. */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);
    private static final String METADATA = "_metadata";

    private final Path folder;

    public Checkpoints(Path folder) {
        this.folder = folder;
    }

    public Path folder() {
        return folder;
    }

    /** The newest complete one. */
    public Optional<Path> newest() {
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.find(folder, 3, (path, attributes) -> isMetadata(path))) {
            return files.max(Comparator.comparing(Checkpoints::writtenAt).thenComparing(Path::toString))
                    .map(Path::getParent);
        } catch (IOException | UncheckedIOException e) {
            LOG.atDebug().setCause(e).log("checkpoints changed while they were listed");
            return Optional.empty();
        }
    }

    /** When the newest complete one was finished. */
    public Optional<FileTime> newestAt() {
        return newest().map(checkpoint -> writtenAt(checkpoint.resolve(METADATA)));
    }

    /** Puts a checkpoint that cannot be restored out of the way, where a person can look at it. */
    public void setAside(Path checkpoint) throws IOException {
        Path metadata = checkpoint.resolve(METADATA);
        Files.move(metadata, checkpoint.resolve(METADATA + ".unreadable"));
    }

    /** Clears what runs leave behind whose checkpoints another run took over: folders without any file. */
    public void clearEmptyRuns() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> runs = Files.list(folder)) {
            for (Path run : runs.filter(Files::isDirectory).toList()) {
                clearIfEmpty(run);
            }
        }
    }

    private static void clearIfEmpty(Path run) throws IOException {
        try (Stream<Path> all = Files.walk(run)) {
            List<Path> deepestFirst = all.sorted(Comparator.reverseOrder()).toList();
            if (deepestFirst.stream().allMatch(Files::isDirectory)) {
                for (Path path : deepestFirst) {
                    Files.delete(path);
                }
            }
        }
    }

    private static boolean isMetadata(Path path) {
        return path.endsWith(METADATA)
                && path.getParent().getFileName().toString().startsWith("chk-");
    }

    private static FileTime writtenAt(Path path) {
        try {
            return Files.getLastModifiedTime(path);
        } catch (IOException e) {
            return FileTime.fromMillis(0);
        }
    }
}
