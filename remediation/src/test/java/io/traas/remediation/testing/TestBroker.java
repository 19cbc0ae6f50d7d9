package io.traas.remediation.testing;

import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.TopicAdmin;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;

/** A real Kafka broker in this process, on loopback, for tests of what Kafka itself decides. */
public final class TestBroker implements AutoCloseable {

    private static final String LOOPBACK = "127.0.0.1";

    private final KafkaRaftServer server;
    private final KafkaConnection connection;
    private final KafkaConnection fragile;
    private final CutNetwork network;

    /** @param directory empty */
    public TestBroker(Path directory) throws Exception {
        int port = freePort();
        int fragilePort = freePort();
        connection = new KafkaConnection(LOOPBACK + ":" + port);
        network = new CutNetwork(fragilePort);
        fragile = new KafkaConnection(LOOPBACK + ":" + network.port());
        new Formatter()
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                .setNodeId(1)
                .setClusterId(Uuid.randomUuid().toString())
                .setDirectories(List.of(directory.toString()))
                .setMetadataLogDirectory(directory.toString())
                .setControllerListenerName("CONTROLLER")
                .run();
        server = new KafkaRaftServer(
                new KafkaConfig(config(directory, port, fragilePort, network.port(), freePort())), Time.SYSTEM);
        server.startup();
    }

    public KafkaConnection connection() {
        return connection;
    }

    /** The same broker over {@link #network}. */
    public KafkaConnection fragileConnection() {
        return fragile;
    }

    public CutNetwork network() {
        return network;
    }

    /** All topics, empty. */
    public void freshTopics() throws Exception {
        try (Admin admin = Admin.create(connection.properties("test"))) {
            admin.deleteTopics(admin.listTopics().names().get()).all().get();
            while (!admin.listTopics().names().get().isEmpty()) {
                Thread.onSpinWait();
            }
        }
        TopicAdmin.ensure(connection, Topics.ALL);
    }

    private static Map<String, String> config(
            Path directory, int port, int fragilePort, int networkPort, int controllerPort) {
        Map<String, String> config = new HashMap<>();
        config.put("process.roles", "broker,controller");
        config.put("node.id", "1");
        config.put("controller.quorum.voters", "1@" + LOOPBACK + ":" + controllerPort);
        String direct = "PLAINTEXT://" + LOOPBACK + ":" + port;
        config.put(
                "listeners",
                direct + ",FRAGILE://" + LOOPBACK + ":" + fragilePort + ",CONTROLLER://" + LOOPBACK + ":"
                        + controllerPort);
        config.put("advertised.listeners", direct + ",FRAGILE://" + LOOPBACK + ":" + networkPort);
        config.put("inter.broker.listener.name", "PLAINTEXT");
        config.put("controller.listener.names", "CONTROLLER");
        config.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,FRAGILE:PLAINTEXT,CONTROLLER:PLAINTEXT");
        config.put("log.dirs", directory.toString());
        for (String internal : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            config.put(internal + ".replication.factor", "1");
            config.put(internal + ".num.partitions", "1");
        }
        config.put("transaction.state.log.min.isr", "1");
        config.put("share.coordinator.state.topic.min.isr", "1");
        config.put("default.replication.factor", "1");
        config.put("group.initial.rebalance.delay.ms", "0");
        config.put("group.min.session.timeout.ms", "500");
        config.put("log.cleaner.dedupe.buffer.size", Integer.toString(2 << 20));
        config.put("log.cleaner.threads", "1");
        config.put("num.io.threads", "2");
        config.put("num.network.threads", "1");
        return config;
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on loopback", e);
        }
    }

    @Override
    public void close() {
        network.close();
        server.shutdown();
        server.awaitShutdown();
    }
}
