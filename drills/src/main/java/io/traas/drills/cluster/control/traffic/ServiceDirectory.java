package io.traas.drills.cluster.control.traffic;

import com.fasterxml.jackson.databind.JsonNode;
import io.traas.drills.cluster.control.Controller;
import io.traas.drills.cluster.store.Change;
import io.traas.drills.cluster.store.ObjectKey;
import io.traas.drills.cluster.store.ObjectStore;
import io.traas.drills.cluster.store.ResourceType;
import io.traas.drills.cluster.store.StoredObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Stands in for cluster DNS: one file {@code namespace/service} for each Service, with one {@code ip:port} line for
 * each ready endpoint (of the Service's first port). A file is replaced whole, so a reader never sees half of it.
 */
public final class ServiceDirectory implements Controller {

    private final ObjectStore store;
    private final Path directory;

    public ServiceDirectory(ObjectStore store, Path directory) {
        this.store = Objects.requireNonNull(store, "store");
        this.directory = Objects.requireNonNull(directory, "directory");
    }

    @Override
    public Collection<ObjectKey> concerned(Change change) {
        return change.type() == ResourceType.ENDPOINT_SLICE ? List.of(change.key()) : List.of();
    }

    @Override
    public void reconcile(ObjectKey key) {
        StoredObject slice = store.find(key).orElse(null);
        try {
            if (slice == null) {
                deleteFilesWithoutSlice(key.namespace());
                return;
            }
            String service = slice.labels().getOrDefault(EndpointsController.SERVICE_NAME, "");
            if (!service.isEmpty()) {
                write(directory.resolve(key.namespace()).resolve(service), lines(slice));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException("cannot write the endpoints of " + key + " to " + directory, failure);
        }
    }

    private static String lines(StoredObject slice) {
        int port = slice.tree().at("/ports/0/port").asInt();
        StringBuilder lines = new StringBuilder();
        for (JsonNode endpoint : slice.tree().path("endpoints")) {
            if (endpoint.at("/conditions/ready").asBoolean()) {
                lines.append(endpoint.at("/addresses/0").asText())
                        .append(':')
                        .append(port)
                        .append('\n');
            }
        }
        return lines.toString();
    }

    private static void write(Path file, String content) throws IOException {
        Files.createDirectories(file.getParent());
        Path draft = file.resolveSibling("." + file.getFileName());
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void deleteFilesWithoutSlice(String namespace) throws IOException {
        Path folder = directory.resolve(namespace);
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<String> served = store.list(ResourceType.ENDPOINT_SLICE, namespace).stream()
                .map(slice -> slice.labels().getOrDefault(EndpointsController.SERVICE_NAME, ""))
                .toList();
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                if (!served.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
