package io.traas.model.kafka;

import io.traas.model.stage.Settings;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;

/** How to reach the broker: {@code host:port,host:port}. Comes from the operator's settings only, never from an API. */
public record KafkaConnection(String bootstrapServers) {

    public KafkaConnection {
        if (bootstrapServers == null || bootstrapServers.isBlank()) {
            throw new IllegalArgumentException("kafka bootstrap servers are missing");
        }
    }

    public static KafkaConnection from(Settings settings) {
        return new KafkaConnection(settings.text(
                "platform.kafka.bootstrap", "127.0.0.1:9092", "Kafka brokers, host:port, comma-separated"));
    }

    /** Client properties common to producers, consumers and the admin client. */
    public Properties properties(String clientId) {
        Properties properties = new Properties();
        properties.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId);
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MS_CONFIG, "100");
        properties.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, "2000");
        properties.put(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG, "");
        properties.put("enable.metrics.push", "false");
        return properties;
    }
}
