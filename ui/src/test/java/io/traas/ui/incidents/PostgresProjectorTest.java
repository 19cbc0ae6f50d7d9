package io.traas.ui.incidents;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;

/** The same contract on a real PostgreSQL server. */
class PostgresProjectorTest extends ProjectorContract {

    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresServer server;

    @BeforeAll
    static void startServer() throws IOException, InterruptedException {
        Assumptions.assumeTrue(
                PostgresServer.isInstalled(), "skipped: no PostgreSQL below " + PostgresServer.INSTALLED);
        server = PostgresServer.start();
    }

    @AfterAll
    static void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    HikariDataSource open() {
        String name = "traas" + DATABASES.incrementAndGet();
        try (Connection admin = DriverManager.getConnection(server.url("postgres"), "postgres", "")) {
            admin.createStatement().execute("create database " + name);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
        return IncidentDatabase.open(server.url(name), "postgres", "");
    }
}
