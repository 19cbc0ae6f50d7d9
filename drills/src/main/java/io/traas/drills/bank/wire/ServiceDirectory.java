package io.traas.drills.bank.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Who answers for a service right now: one file {@code namespace/service} each with a line {@code ip:port} for every
 * ready replica. Stands in for DNS; a file is read again when it changed. Thread-safe.
 */
public final class ServiceDirectory {

    /** File times move in ticks: what was read so soon after a change may miss the next one. */
    private static final long YOUNG_MILLIS = 50;

    private record Entry(BasicFileAttributes attributes, long readAtMillis, List<String> endpoints) {

        boolean stillTrue(BasicFileAttributes now) {
            return attributes.lastModifiedTime().equals(now.lastModifiedTime())
                    && attributes.size() == now.size()
                    && Objects.equals(attributes.fileKey(), now.fileKey())
                    && readAtMillis - now.lastModifiedTime().toMillis() > YOUNG_MILLIS;
        }
    }

    private final Path root;
    private final Clock clock;
    private final Map<Path, Entry> entries = new ConcurrentHashMap<>();

    public ServiceDirectory(Path root, Clock clock) {
        this.root = root;
        this.clock = clock;
    }

    /** Ready replicas as {@code ip:port}, empty for a service that has none or does not exist. */
    public List<String> endpoints(String namespace, String service) {
        Path file = root.resolve(namespace).resolve(service);
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            Entry known = entries.get(file);
            if (known == null || !known.stillTrue(attributes)) {
                known = new Entry(attributes, clock.millis(), read(file));
                entries.put(file, known);
            }
            return known.endpoints();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the service directory's " + file, e);
        }
    }

    private static List<String> read(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.isBlank()).toList();
    }
}
