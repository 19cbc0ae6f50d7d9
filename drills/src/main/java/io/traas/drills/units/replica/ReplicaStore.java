package io.traas.drills.units.replica;

import java.util.List;

/** What a replica must not forget. Each call returns once it would survive the end of the process. */
public interface ReplicaStore {

    void promised(long epoch, String grant);

    void appended(List<LogEntry> entries);

    /** Entries from {@code position} on have made way; they stay readable as exported. */
    void truncated(long position);

    /** What was kept by an earlier life. */
    Kept read();

    /** @param exported entries that made way, oldest first */
    record Kept(long promised, String grant, List<LogEntry> log, List<LogEntry> exported) {

        public static final Kept NOTHING = new Kept(0, "", List.of(), List.of());

        public Kept {
            log = List.copyOf(log);
            exported = List.copyOf(exported);
        }
    }
}
