package io.traas.detector.stream.ends;

import io.traas.detector.stream.setup.JobSetup.Delivery;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topic;
import io.traas.model.wire.Topics;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaRecordSerializationSchema;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.flink.util.Collector;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The topics as sources and sinks of the job. At least once unless told otherwise: ids are derived from content, so a
 * repetition is harmless.
 */
public final class KafkaEnds {

    private static final String CLIENT = "traas-detector";

    /** How long a transaction may outlive the job that opened it; brokers allow 15 minutes by default. */
    private static final int TRANSACTION_TIMEOUT_MS = 600_000;

    private final KafkaConnection connection;
    private final Delivery delivery;

    public KafkaEnds(KafkaConnection connection) {
        this(connection, Delivery.AT_LEAST_ONCE);
    }

    public KafkaEnds(KafkaConnection connection, Delivery delivery) {
        this.connection = connection;
        this.delivery = delivery;
    }

    /** Scrapes, from now on unless a checkpoint knows better. */
    public Source<RawRecord, ?, ?> metrics() {
        return KafkaSource.<RawRecord>builder()
                .setProperties(consumer("-metrics"))
                .setTopics(Topics.METRICS.name())
                .setStartingOffsets(OffsetsInitializer.latest())
                .setDeserializer(new Raw())
                .build();
    }

    /** Target states, changes, detectors and feedback, from the beginning unless a checkpoint knows better. */
    public Source<RawRecord, ?, ?> control() {
        return KafkaSource.<RawRecord>builder()
                .setProperties(consumer("-control"))
                .setTopics(
                        Topics.TARGETS.name(), Topics.CHANGES.name(), Topics.DETECTORS.name(), Topics.FEEDBACK.name())
                .setStartingOffsets(OffsetsInitializer.earliest())
                .setDeserializer(new Raw())
                .build();
    }

    public <T> Sink<T> sink(Topic<T> topic) {
        Properties properties = connection.properties(CLIENT + "-" + topic.name());
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.BUFFER_MEMORY_CONFIG, Integer.toString(4 << 20));
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put("register.producer.metrics", "false");
        if (delivery == Delivery.EXACTLY_ONCE) {
            properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Integer.toString(TRANSACTION_TIMEOUT_MS));
        }
        return KafkaSink.<T>builder()
                .setKafkaProducerConfig(properties)
                .setDeliveryGuarantee(
                        delivery == Delivery.EXACTLY_ONCE
                                ? DeliveryGuarantee.EXACTLY_ONCE
                                : DeliveryGuarantee.AT_LEAST_ONCE)
                .setTransactionalIdPrefix(CLIENT + "-" + topic.name())
                .setRecordSerializer(new Written<>(topic.name()))
                .build();
    }

    private Properties consumer(String suffix) {
        Properties properties = connection.properties(CLIENT + suffix);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, CLIENT + suffix);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, "100");
        // Progress is in the checkpoints; offsets on the broker are for lag tools and cost nothing to skip.
        properties.put("commit.offsets.on.checkpoint", "false");
        properties.put("register.consumer.metrics", "false");
        properties.put("client.id.prefix", CLIENT + suffix);
        return properties;
    }

    /** Never throws: what cannot be read is found out, and buried, where it is decoded. */
    private static final class Raw implements KafkaRecordDeserializationSchema<RawRecord> {

        @Override
        public void deserialize(ConsumerRecord<byte[], byte[]> record, Collector<RawRecord> out) {
            out.collect(RawRecord.of(record));
        }

        @Override
        public TypeInformation<RawRecord> getProducedType() {
            return TypeInformation.of(RawRecord.class);
        }
    }

    /** The topic's own wire format; it is looked up by name because topics do not travel. */
    private static final class Written<T> implements KafkaRecordSerializationSchema<T> {

        private final String topicName;
        private transient Topic<T> topic;

        Written(String topicName) {
            this.topicName = topicName;
        }

        @Override
        @SuppressWarnings("unchecked")
        public ProducerRecord<byte[], byte[]> serialize(T value, KafkaSinkContext context, Long timestamp) {
            if (topic == null) {
                topic = (Topic<T>) Topics.ALL.stream()
                        .filter(each -> each.name().equals(topicName))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("no topic is called " + topicName));
            }
            return new ProducerRecord<>(
                    topicName,
                    topic.key().apply(value).getBytes(StandardCharsets.UTF_8),
                    topic.codec().encode(value));
        }
    }
}
