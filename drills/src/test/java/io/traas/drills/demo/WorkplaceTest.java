package io.traas.drills.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkplaceTest {

    @TempDir
    Path directory;

    @Test
    void a_temporary_place_is_gone_afterwards() throws IOException {
        Workplace place = Workplace.open(null);
        Files.writeString(
                Files.createDirectories(place.directory().resolve("deep")).resolve("file"), "x");
        place.close();
        assertThat(place.directory()).doesNotExist();
    }

    @Test
    void a_named_place_stays_and_is_used_again() {
        Path named = directory.resolve("kept");
        Workplace.open(named).close();
        assertThat(named.resolve(".traas-data")).exists();
        Workplace.open(named).close();
        assertThat(named).exists();
    }

    @Test
    void somebody_elses_directory_is_refused() throws IOException {
        Files.writeString(directory.resolve("thesis.tex"), "x");
        assertThatThrownBy(() -> Workplace.open(directory))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("neither empty nor a data directory of TRaaS");
    }
}
