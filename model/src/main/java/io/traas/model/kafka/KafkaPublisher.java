package io.traas.model.kafka;

import io.traas.model.wire.Topic;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Idempotent, batched, compressed writing to Kafka. Memory is bounded by the client's buffer; a full one blocks. */
public final class KafkaPublisher implements Publisher {

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

    private final KafkaProducer<String, byte[]> producer;

    public KafkaPublisher(KafkaConnection connection, String clientId) {
        Properties properties = connection.properties(clientId);
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "5");
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(16 << 20));
        // A broker that is away for a while costs delay, not data: the buffer holds, then publish blocks.
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, "600000");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, "60000");
        this.producer = new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public <T> CompletableFuture<Void> publish(Topic<T> topic, T value) {
        CompletableFuture<Void> durable = new CompletableFuture<>();
        producer.send(
                new ProducerRecord<>(
                        topic.name(), topic.key().apply(value), topic.codec().encode(value)),
                (metadata, failure) -> {
                    if (failure == null) {
                        durable.complete(null);
                    } else {
                        durable.completeExceptionally(failure);
                    }
                });
        return durable;
    }

    @Override
    public void close() {
        producer.close(CLOSE_TIMEOUT);
    }
}
