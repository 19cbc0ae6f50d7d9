package io.traas.drills.units.centre;

import io.traas.drills.units.replica.LogEntry;
import io.traas.drills.units.replica.ReplicaStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/**
 * A journal: {@code P epoch grant}, {@code E entry}, {@code T position}. Survives the end of the process, not that of the
 * machine: nothing is forced to disk, since all centres of the practice bank share one. A last line that broke off is
 * dropped: nobody was told of it.
 */
final class FileStore implements ReplicaStore {

    private final Path path;
    private final FileChannel file;

    FileStore(Path path) throws IOException {
        this.path = path;
        Files.createDirectories(path.getParent());
        this.file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        file.truncate(wholeLines());
        file.position(file.size());
    }

    private long wholeLines() throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    @Override
    public void promised(long epoch, String grant) {
        write("P " + epoch + " " + grant + "\n");
    }

    @Override
    public void appended(List<LogEntry> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach(entry -> lines.append("E ").append(entry.line()).append('\n'));
        write(lines.toString());
    }

    @Override
    public void truncated(long position) {
        write("T " + position + "\n");
    }

    @Override
    public Kept read() {
        long promised = 0;
        String grant = "";
        List<LogEntry> log = new ArrayList<>();
        List<LogEntry> exported = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(path)) {
                String rest = line.substring(2);
                switch (line.charAt(0)) {
                    case 'P' -> {
                        int blank = rest.indexOf(' ');
                        promised = Long.parseLong(rest.substring(0, blank));
                        grant = rest.substring(blank + 1);
                    }
                    case 'E' -> log.add(LogEntry.parse(rest));
                    case 'T' -> {
                        List<LogEntry> gone = log.subList(Integer.parseInt(rest) - 1, log.size());
                        exported.addAll(gone);
                        gone.clear();
                    }
                    default -> throw new IllegalStateException("not a line of a journal in " + path + ": " + line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + path, e);
        }
        return new Kept(promised, grant, log, exported);
    }

    private void write(String lines) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path, e);
        }
    }
}
