package io.traas.collectors.history;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import javax.net.SocketFactory;
import okhttp3.OkHttpClient;
import okhttp3.Response;
import org.influxdb.InfluxDB;
import org.influxdb.InfluxDB.ConsistencyLevel;
import org.influxdb.InfluxDBException;
import org.influxdb.InfluxDBFactory;
import org.influxdb.dto.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * InfluxDB by its version 1 endpoints, which servers from 1.6 to 3 have. A batch that the server refuses is halved
 * until the bad lines stand alone. For one thread.
 */
final class InfluxStore implements HistoryStore {

    private static final Logger LOG = LoggerFactory.getLogger(InfluxStore.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    /** Answers that blame the lines; after every other failure the same lines may be taken later. */
    private static final Set<Integer> REFUSED = Set.of(400, 413, 422);

    /** Beyond so many, what is left of a batch is refused in whole pieces instead of line by line. */
    private static final int SINGLED_OUT = 50;

    private final InfluxDB influx;
    private final String database;
    private volatile int lastStatus;
    private boolean databaseKnown;

    InfluxStore(HistorySettings settings) {
        OkHttpClient.Builder http = new OkHttpClient.Builder()
                .connectTimeout(TIMEOUT)
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT)
                .socketFactory(new PromptSockets())
                .addInterceptor(chain -> {
                    Response response = chain.proceed(chain.request());
                    lastStatus = response.code();
                    return response;
                });
        influx = settings.user().isEmpty()
                ? InfluxDBFactory.connect(settings.url(), http)
                : InfluxDBFactory.connect(settings.url(), settings.user(), settings.password(), http);
        influx.enableGzip();
        database = settings.database();
    }

    @Override
    public List<Refusal> write(List<String> lines) {
        createDatabase();
        List<Refusal> refusals = new ArrayList<>();
        write(lines, refusals);
        return refusals;
    }

    private void write(List<String> lines, List<Refusal> refusals) {
        String refusal = attempt(lines);
        if (refusal == null) {
            return;
        }
        if (lines.size() == 1 || refusals.size() >= SINGLED_OUT) {
            refusals.add(new Refusal(refusal, lines));
            return;
        }
        int middle = lines.size() / 2;
        write(lines.subList(0, middle), refusals);
        write(lines.subList(middle, lines.size()), refusals);
    }

    /** Returns why the server refused the lines, null when it took them. */
    private String attempt(List<String> lines) {
        lastStatus = 0;
        try {
            influx.write(database, null, ConsistencyLevel.ONE, TimeUnit.MILLISECONDS, lines);
            return null;
        } catch (InfluxDBException e) {
            if (REFUSED.contains(lastStatus)) {
                return String.valueOf(e.getMessage());
            }
            databaseKnown = databaseKnown && lastStatus != 404;
            throw new StoreAwayException(reason(e), e);
        }
    }

    /** Only servers of version 1 can; others have it made by their operator, and say so on the first write if not. */
    private void createDatabase() {
        if (databaseKnown) {
            return;
        }
        lastStatus = 0;
        try {
            influx.query(new Query("CREATE DATABASE \"" + database.replace("\"", "\\\"") + "\""));
        } catch (InfluxDBException e) {
            if (lastStatus == 0) {
                throw new StoreAwayException(reason(e), e);
            }
            LOG.atInfo()
                    .addKeyValue("database", database)
                    .addKeyValue("reason", e.getMessage())
                    .log("database not created; assuming that it exists");
        }
        databaseKnown = true;
    }

    private String reason(InfluxDBException e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return lastStatus == 0 ? "no answer: " + root.getMessage() : "status " + lastStatus + ": " + e.getMessage();
    }

    @Override
    public void close() {
        influx.close();
    }

    /** Sockets that send at once: with Nagle's algorithm every batch waits some 40 ms for an acknowledgement. */
    private static final class PromptSockets extends SocketFactory {

        private final SocketFactory plain = SocketFactory.getDefault();

        @Override
        public Socket createSocket() throws IOException {
            return prompt(plain.createSocket());
        }

        @Override
        public Socket createSocket(String host, int port) throws IOException {
            return prompt(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
            return prompt(plain.createSocket(host, port, local, localPort));
        }

        @Override
        public Socket createSocket(InetAddress host, int port) throws IOException {
            return prompt(plain.createSocket(host, port));
        }

        @Override
        public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
            return prompt(plain.createSocket(host, port, local, localPort));
        }

        private static Socket prompt(Socket socket) throws IOException {
            socket.setTcpNoDelay(true);
            return socket;
        }
    }
}
