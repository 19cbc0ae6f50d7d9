package io.traas.drills.units.replica;

import java.util.ArrayList;
import java.util.List;

/** Keeps what a replica must not forget over its lives. */
final class MemoryStore implements ReplicaStore {

    private long promised;
    private String grant = "";
    private final List<LogEntry> log = new ArrayList<>();
    private final List<LogEntry> exported = new ArrayList<>();

    @Override
    public void promised(long epoch, String asker) {
        promised = epoch;
        grant = asker;
    }

    @Override
    public void appended(List<LogEntry> entries) {
        log.addAll(entries);
    }

    @Override
    public void truncated(long position) {
        List<LogEntry> gone = log.subList((int) position - 1, log.size());
        exported.addAll(gone);
        gone.clear();
    }

    @Override
    public Kept read() {
        return new Kept(promised, grant, log, exported);
    }
}
