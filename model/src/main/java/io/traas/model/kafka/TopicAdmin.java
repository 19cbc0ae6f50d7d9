package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes sure the topics exist. */
public final class TopicAdmin {

    private static final Logger LOG = LoggerFactory.getLogger(TopicAdmin.class);
    private static final short REPLICATION_BY_BROKER_DEFAULT = -1;

    private TopicAdmin() {}

    /**
     * Creates what is missing and leaves the rest alone; waits for the broker as long as it takes, saying so, unless
     * interrupted.
     */
    public static void ensure(KafkaConnection connection, List<Topic<?>> topics) throws InterruptedException {
        Properties properties = connection.properties("traas-admin");
        properties.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, "10000");
        properties.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        try (Admin admin = Admin.create(properties)) {
            for (Topic<?> topic : topics) {
                while (!create(admin, topic)) {
                    LOG.atWarn()
                            .addKeyValue("bootstrap", connection.bootstrapServers())
                            .log("Kafka does not answer yet; waiting for it");
                }
            }
        }
    }

    private static boolean create(Admin admin, Topic<?> topic) throws InterruptedException {
        NewTopic wanted = new NewTopic(topic.name(), topic.partitions(), REPLICATION_BY_BROKER_DEFAULT);
        try {
            admin.createTopics(List.of(wanted.configs(configs(topic)))).all().get();
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return true;
            }
            LOG.atDebug()
                    .addKeyValue("topic", topic.name())
                    .setCause(e.getCause())
                    .log("topic not created");
            return false;
        }
    }

    private static Map<String, String> configs(Topic<?> topic) {
        Map<String, String> configs = new HashMap<>();
        configs.put(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                topic.compacted() ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE);
        long retentionMs = topic.retention() == null ? -1 : topic.retention().toMillis();
        configs.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(retentionMs));
        return configs;
    }
}
