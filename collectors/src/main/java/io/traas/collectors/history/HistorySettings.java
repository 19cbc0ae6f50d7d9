package io.traas.collectors.history;

import io.traas.model.stage.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Whether samples go into a history store, which ones and where it is.
 *
 * @param metrics names of the metrics to keep
 * @param user empty for none
 * @param password password, or token where the server wants one
 */
public record HistorySettings(Store store, Pattern metrics, String url, String database, String user, String password) {

    public enum Store {
        NONE,
        /** Any server with the version 1 endpoints {@code /write} and {@code /query}. */
        INFLUXDB
    }

    /** Reads and declares the settings; problems are noted there, for {@link Settings#check}. */
    public static HistorySettings from(Settings settings) {
        return new HistorySettings(
                settings.choice(
                        "collectors.history.store",
                        Store.class,
                        Store.NONE,
                        "where samples are kept for charts beyond memory: none or influxdb"),
                metrics(settings),
                settings.text("collectors.history.influxdb.url", "http://127.0.0.1:8086", "address of InfluxDB"),
                settings.text("collectors.history.influxdb.database", "traas", "database, created when missing"),
                settings.text("collectors.history.influxdb.user", "", "user, empty for none"),
                password(settings));
    }

    private static Pattern metrics(Settings settings) {
        String key = "collectors.history.metrics";
        String regex = settings.text(key, ".*", "regular expression for the whole name of the metrics to keep");
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            settings.problem(key, "'" + regex + "' is no regular expression: " + e.getDescription());
            return Pattern.compile(".*");
        }
    }

    private static String password(Settings settings) {
        String key = "collectors.history.influxdb.password-file";
        String file = settings.text(key, "", "file that holds the password or token, empty for none");
        if (file.isEmpty()) {
            return "";
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            settings.problem(key, file + " cannot be read");
            return "";
        }
    }
}
