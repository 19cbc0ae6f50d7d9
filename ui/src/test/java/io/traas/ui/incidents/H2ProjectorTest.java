package io.traas.ui.incidents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.traas.ui.Samples;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class H2ProjectorTest extends ProjectorContract {

    @Override
    HikariDataSource open() {
        return IncidentDatabase.open("jdbc:h2:mem:" + UUID.randomUUID(), "sa", "");
    }

    @Test
    void aFileKeepsIncidentsAndItsSchemaIsBroughtUpToDateOnce(@TempDir Path directory) {
        String url = "jdbc:h2:file:" + directory.resolve("incidents");
        try (HikariDataSource first = IncidentDatabase.open(url, "sa", "")) {
            new Projector(new IncidentStore(first), () -> {}).incident(Samples.opened());
        }
        try (HikariDataSource second = IncidentDatabase.open(url, "sa", "")) {
            assertThat(new IncidentStore(second).summary(Samples.ID)).isPresent();
        }
    }

    @Test
    void aDatabaseThatCannotBeOpenedIsNamedWithItsSetting() {
        assertThatThrownBy(() -> IncidentDatabase.open("jdbc:postgresql://127.0.0.1:1/traas", "nobody", ""))
                .hasMessageContaining("jdbc:postgresql://127.0.0.1:1/traas")
                .hasMessageContaining("ui.database.url");
    }
}
