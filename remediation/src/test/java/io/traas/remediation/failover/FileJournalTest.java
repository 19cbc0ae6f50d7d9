package io.traas.remediation.failover;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileJournalTest {

    private static final Instant NOW = Instant.parse("2026-11-28T00:00:00Z");

    @TempDir
    private Path directory;

    private static Move move(String id) {
        return new Move(id, Move.Kind.FAILOVER, "u1", "ledgers", "a1", 1, "b1", 2, 17);
    }

    @Test
    void a_later_process_finds_the_newest_line_of_every_move_that_has_not_ended() throws Exception {
        MoveState.Running begun = MoveState.begin(Move.Kind.FAILOVER, NOW);
        MoveState later = begun.done(NOW.plusSeconds(1));
        try (FileJournal journal = new FileJournal(directory.resolve("moves"))) {
            journal.append(new MoveJournal.Line(move("m1"), begun));
            journal.append(new MoveJournal.Line(move("m2"), begun));
            journal.append(new MoveJournal.Line(move("m1"), begun.failed("alive", NOW)));
            journal.append(new MoveJournal.Line(move("m2"), later));
        }

        try (FileJournal journal = new FileJournal(directory.resolve("moves"))) {
            assertThat(journal.unfinished()).containsExactly(new MoveJournal.Line(move("m2"), later));
        }
    }

    @Test
    void a_last_line_that_broke_off_is_dropped() throws Exception {
        Path file = directory.resolve("moves");
        MoveState begun = MoveState.begin(Move.Kind.FAILOVER, NOW);
        try (FileJournal journal = new FileJournal(file)) {
            journal.append(new MoveJournal.Line(move("m1"), begun));
        }
        Files.writeString(file, "{\"id\":\"m1\",\"ki", StandardOpenOption.APPEND);

        try (FileJournal journal = new FileJournal(file)) {
            assertThat(journal.unfinished()).containsExactly(new MoveJournal.Line(move("m1"), begun));
            journal.append(new MoveJournal.Line(move("m3"), begun));
        }
        assertThat(Files.readAllLines(file)).hasSize(2);
    }
}
