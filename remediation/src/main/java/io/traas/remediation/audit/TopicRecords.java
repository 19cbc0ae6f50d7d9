package io.traas.remediation.audit;

import io.traas.model.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Every committed record of a topic of one partition, byte for byte, up to where it ends now. */
final class TopicRecords {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(200);

    private TopicRecords() {}

    /** Places are offsets. @throws KafkaException when the broker does not answer or stops answering */
    static void read(KafkaConnection connection, String topic, Consumer<LedgerLine> each) {
        Properties properties = connection.properties("traas-audit");
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        List<TopicPartition> all = List.of(new TopicPartition(topic, 0));
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(all);
            consumer.seekToBeginning(all);
            long end = consumer.endOffsets(all).get(all.get(0));
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            for (long at = consumer.position(all.get(0)); at < end; at = consumer.position(all.get(0))) {
                consumer.poll(POLL)
                        .forEach(record -> each.accept(new LedgerLine(
                                record.offset(), record.value() == null ? new byte[0] : record.value())));
                if (consumer.position(all.get(0)) > at) {
                    deadline = System.nanoTime() + PATIENCE.toNanos();
                } else if (System.nanoTime() > deadline) {
                    throw new KafkaException("topic " + topic + " was read to offset " + at + " of " + end
                            + " only; broker " + connection.bootstrapServers() + " sends no more");
                }
            }
        } catch (org.apache.kafka.common.errors.TimeoutException e) {
            throw new KafkaException(
                    "broker " + connection.bootstrapServers() + " does not answer for topic " + topic
                            + "; set --bootstrap to its address",
                    e);
        }
    }
}
