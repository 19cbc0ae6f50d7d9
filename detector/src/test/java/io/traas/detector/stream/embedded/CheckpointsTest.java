package io.traas.detector.stream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {

    @TempDir
    Path folder;

    @Test
    void newestIsTheOneFinishedLastOfWhateverRun() throws IOException {
        complete("run-a/chk-7", 1_000);
        Path newest = complete("run-b/chk-2", 3_000);
        complete("run-c/chk-9", 2_000);
        Files.createDirectories(folder.resolve("run-d/chk-10"));

        Checkpoints checkpoints = new Checkpoints(folder);

        assertThat(checkpoints.newest()).contains(newest);
        assertThat(checkpoints.newestAt()).contains(FileTime.fromMillis(3_000));
    }

    @Test
    void oneSetAsideIsNotTriedAgainButKept() throws IOException {
        Path older = complete("run-a/chk-7", 1_000);
        Path broken = complete("run-b/chk-2", 3_000);
        Checkpoints checkpoints = new Checkpoints(folder);

        checkpoints.setAside(broken);

        assertThat(checkpoints.newest()).contains(older);
        assertThat(broken.resolve("_metadata.unreadable")).exists();
    }

    @Test
    void foldersOfRunsWithoutAnyCheckpointAreCleared() throws IOException {
        Path kept = complete("run-a/chk-7", 1_000);
        Files.createDirectories(folder.resolve("run-b/shared"));
        Files.createDirectories(folder.resolve("run-b/taskowned"));

        new Checkpoints(folder).clearEmptyRuns();

        assertThat(kept).exists();
        assertThat(folder.resolve("run-b")).doesNotExist();
    }

    @Test
    void nothingIsThereBeforeTheFirstRun() throws IOException {
        Checkpoints checkpoints = new Checkpoints(folder.resolve("missing"));

        checkpoints.clearEmptyRuns();

        assertThat(checkpoints.newest()).isEmpty();
        assertThat(checkpoints.newestAt()).isEmpty();
    }

    private Path complete(String name, long atMillis) throws IOException {
        Path checkpoint = Files.createDirectories(folder.resolve(name));
        Path metadata = Files.writeString(checkpoint.resolve("_metadata"), "x");
        Files.setLastModifiedTime(metadata, FileTime.fromMillis(atMillis));
        return checkpoint;
    }
}
