package io.traas.remediation.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest extends MoveJournalContract {

    @TempDir
    private Path directory;

    private FileJournal opened;

    @Override
    MoveJournal open() throws IOException {
        close();
        opened = new FileJournal(directory.resolve("moves"));
        return opened;
    }

    /** The end of a process takes its lock away. */
    @AfterEach
    void close() throws IOException {
        if (opened != null) {
            opened.close();
        }
    }

    @Test
    void a_last_line_that_broke_off_is_dropped() throws Exception {
        MoveState begun = MoveState.begin(Move.Kind.FAILOVER, NOON);
        open().append(new MoveJournal.Line(failover("m1"), begun));
        close();
        Path file = directory.resolve("moves");
        Files.writeString(file, "{\"id\":\"m1\",\"ki", StandardOpenOption.APPEND);

        MoveJournal journal = open();
        assertThat(journal.unfinished()).containsExactly(new MoveJournal.Line(failover("m1"), begun));
        journal.append(new MoveJournal.Line(failover("m3"), begun));
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
