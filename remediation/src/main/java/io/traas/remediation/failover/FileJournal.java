package io.traas.remediation.failover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A journal of JSON lines in a file, forced to disk line by line. The file is locked, so that a second process cannot write
 * it. A last line that broke off is dropped: its step was never begun. Thread-safe.
 */
public final class FileJournal implements MoveJournal, AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final Path path;
    private final FileChannel file;

    public FileJournal(Path path) throws IOException {
        this.path = path;
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (file.tryLock() == null) {
            file.close();
            throw new IOException(path + " is in use by another process; only one may move units");
        }
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        file.truncate(end);
        file.position(end);
    }

    @Override
    public synchronized void append(Line line) {
        try {
            file.write(ByteBuffer.wrap((json(line) + "\n").getBytes(StandardCharsets.UTF_8)));
            file.force(false);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }

    @Override
    public synchronized List<Line> unfinished() {
        Map<String, Line> newest = new LinkedHashMap<>();
        lines().forEach(line -> newest.put(line.move().id(), line));
        return newest.values().stream()
                .filter(line -> line.state() instanceof MoveState.Running)
                .toList();
    }

    @Override
    public synchronized List<Instant> begun(Move.Kind kind, String unit) {
        Map<String, Instant> first = new LinkedHashMap<>();
        for (Line line : lines()) {
            Move move = line.move();
            if (move.kind() == kind && move.unit().equals(unit)) {
                first.putIfAbsent(move.id(), line.state().at());
            }
        }
        return List.copyOf(first.values());
    }

    private List<Line> lines() {
        try {
            List<Line> lines = new ArrayList<>();
            for (String text : Files.readAllLines(path)) {
                lines.add(line(JSON.readTree(text)));
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
    }

    /** The lock on the file is held until it is closed. */
    @Override
    public void requireOurs() {
        if (!file.isOpen()) {
            throw new IllegalStateException(path + " is closed");
        }
    }

    private static ObjectNode json(Line line) {
        Move move = line.move();
        ObjectNode node = JSON.createObjectNode()
                .put("id", move.id())
                .put("kind", move.kind().name())
                .put("unit", move.unit())
                .put("group", move.group())
                .put("source", move.source())
                .put("sourceEpoch", move.sourceEpoch())
                .put("target", move.target())
                .put("epoch", move.epoch())
                .put("fencePosition", move.fencePosition());
        if (line.state() instanceof MoveState.Running running) {
            return node.put("step", running.step().name())
                    .put("at", running.since().toString())
                    .put("why", running.why());
        }
        MoveState.Ended ended = (MoveState.Ended) line.state();
        return node.put("result", ended.result().name())
                .put("at", ended.at().toString())
                .put("why", ended.why());
    }

    private static Line line(JsonNode node) {
        Move.Kind kind = Move.Kind.valueOf(node.get("kind").asText());
        Move move = new Move(
                node.get("id").asText(),
                kind,
                node.get("unit").asText(),
                node.get("group").asText(),
                node.get("source").asText(),
                node.get("sourceEpoch").asLong(),
                node.get("target").asText(),
                node.get("epoch").asLong(),
                node.get("fencePosition").asLong());
        Instant at = Instant.parse(node.get("at").asText());
        String why = node.get("why").asText();
        MoveState state = node.has("step")
                ? new MoveState.Running(kind, Step.valueOf(node.get("step").asText()), at, why)
                : new MoveState.Ended(
                        MoveState.Result.valueOf(node.get("result").asText()), at, why);
        return new Line(move, state);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
