package io.traas.ui.incidents;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import org.flywaydb.core.Flyway;

/** Opens the database and brings its schema up to date. */
public final class IncidentDatabase {

    private static final int MAX_CONNECTIONS = 6;
    private static final long CONNECTION_TIMEOUT_MS = 3_000;

    private IncidentDatabase() {}

    /**
     * @param url {@code jdbc:h2:...} or {@code jdbc:postgresql:...}
     * @throws CannotOpenException naming the address and the setting
     */
    public static HikariDataSource open(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(durable(url));
        config.setUsername(user);
        config.setPassword(password);
        config.setPoolName("ui-incidents");
        config.setMaximumPoolSize(MAX_CONNECTIONS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MS);
        HikariDataSource dataSource = null;
        try {
            dataSource = new HikariDataSource(config);
            Flyway.configure(IncidentDatabase.class.getClassLoader())
                    .dataSource(dataSource)
                    .locations("classpath:io/traas/ui/schema")
                    .table("schema_history")
                    .load()
                    .migrate();
            return dataSource;
        } catch (RuntimeException e) {
            if (dataSource != null) {
                dataSource.close();
            }
            throw new CannotOpenException(
                    "cannot open the incident store " + url + " (setting ui.database.url): " + rootMessage(e), e);
        }
    }

    /** The message is for the operator. */
    public static final class CannotOpenException extends RuntimeException {

        CannotOpenException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** The embedded database keeps commits for half a second unless told; a killed process must not lose any. */
    private static String durable(String url) {
        return url.startsWith("jdbc:h2:") ? url + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE" : url;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage()).lines().findFirst().orElse("");
    }
}
