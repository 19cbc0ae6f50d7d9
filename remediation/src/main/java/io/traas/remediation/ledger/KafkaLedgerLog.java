package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.MalformedRecordException;
import io.traas.model.wire.Topics;
import io.traas.remediation.audit.Chain;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * The ledger on its topic. All replicas write with one transactional id: to begin with it fences every producer that
 * used it before, ends what that one left unfinished, and is Kafka's own doing, so no clock or lease of ours decides who
 * may write. Only committed entries are read.
 *
 * @see <a href="https://cwiki.apache.org/confluence/display/KAFKA/KIP-98">KIP-98, transactional.id and fencing</a>
 */
public final class KafkaLedgerLog implements LedgerLog {

    private static final String TRANSACTIONAL_ID = "traas-ledger";
    private static final TopicPartition PARTITION = new TopicPartition(Topics.LEDGER.name(), 0);
    private static final Duration POLL = Duration.ofMillis(100);

    private final KafkaConnection connection;
    private final String replica;
    private final Duration timeout;
    private final Clock clock;
    private final CrashPoints crashPoints;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Epochs epochs = new Epochs();
    private final Consumer<Chain> moved;
    private Chain chain = Chain.EMPTY;

    /** Of a log whose chain nobody watches. */
    public KafkaLedgerLog(
            KafkaConnection connection, String replica, Duration timeout, Clock clock, CrashPoints crashPoints) {
        this(connection, replica, timeout, clock, crashPoints, unused -> {});
    }

    /**
     * @param timeout of one entry or one look at the topic
     * @param moved told where the chain stands whenever entries written here became durable
     */
    public KafkaLedgerLog(
            KafkaConnection connection,
            String replica,
            Duration timeout,
            Clock clock,
            CrashPoints crashPoints,
            Consumer<Chain> moved) {
        this.moved = moved;
        this.connection = connection;
        this.replica = replica;
        this.timeout = timeout;
        this.clock = clock;
        this.crashPoints = crashPoints;
        Properties properties = connection.properties("traas-ledger-reader-" + replica);
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis()));
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(timeout.toMillis()));
        this.consumer = new KafkaConsumer<>(properties, new StringDeserializer(), new ByteArrayDeserializer());
        consumer.assign(List.of(PARTITION));
        consumer.seekToBeginning(List.of(PARTITION));
    }

    @Override
    public void readOn(Reader reader) {
        try {
            long end = consumer.endOffsets(List.of(PARTITION)).get(PARTITION);
            long deadline = System.nanoTime() + timeout.toNanos();
            while (consumer.position(PARTITION) < end) {
                if (System.nanoTime() > deadline) {
                    throw new LedgerUnavailableException("the ledger was not read to its end within " + timeout, null);
                }
                long before = consumer.position(PARTITION);
                consumer.poll(POLL).forEach(record -> deliver(record, reader));
                if (consumer.position(PARTITION) > before) {
                    deadline = System.nanoTime() + timeout.toNanos();
                }
            }
        } catch (KafkaException e) {
            throw new LedgerUnavailableException("the ledger cannot be read: " + e.getMessage(), e);
        }
    }

    private void deliver(ConsumerRecord<String, byte[]> record, Reader reader) {
        chain = chain.after(record.value() == null ? new byte[0] : record.value());
        LedgerEntry entry;
        try {
            entry = Topics.LEDGER.codec().decode(record.value());
        } catch (MalformedRecordException e) {
            reader.unreadable(PARTITION + "@" + record.offset(), e.getMessage());
            return;
        }
        epochs.see(entry);
        reader.entry(entry);
    }

    @Override
    public Tenure takeOver(String name, Reader reader) {
        KafkaTenure tenure = null;
        KafkaProducer<String, byte[]> producer = producer();
        try {
            producer.initTransactions();
            readOn(reader);
            crashPoints.hit(CrashPoint.WRITERS_FENCED);
            Instant now = clock.instant();
            LedgerEntry.TookOver tookOver = LedgerEntry.TookOver.of(epochs.next(now), name, now);
            tenure = new KafkaTenure(producer, tookOver.epoch(), timeout, crashPoints, chain, moved);
            tenure.append(tookOver);
            readUpTo(tookOver, reader);
            return tenure;
        } catch (ProducerFencedException | InvalidProducerEpochException e) {
            throw given(tenure, producer, new TenureLostException("another replica took over meanwhile", e));
        } catch (LedgerUnavailableException e) {
            throw given(tenure, producer, e);
        } catch (KafkaException e) {
            throw given(
                    tenure,
                    producer,
                    new LedgerUnavailableException("the ledger cannot be taken over: " + e.getMessage(), e));
        }
    }

    /** A commit is answered before it can be read; what lies before our own entry is all there will ever be. */
    private void readUpTo(LedgerEntry.TookOver own, Reader reader) {
        boolean[] seen = new boolean[1];
        Reader watching = new Reader() {
            @Override
            public void entry(LedgerEntry entry) {
                seen[0] |= entry.equals(own);
                reader.entry(entry);
            }

            @Override
            public void unreadable(String position, String why) {
                reader.unreadable(position, why);
            }
        };
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!seen[0]) {
            if (System.nanoTime() > deadline) {
                throw new LedgerUnavailableException("the take-over could not be read back within " + timeout, null);
            }
            readOn(watching);
        }
    }

    private static LedgerUnavailableException given(
            KafkaTenure tenure, KafkaProducer<String, byte[]> producer, LedgerUnavailableException why) {
        if (tenure != null) {
            tenure.close();
        } else {
            producer.close(Duration.ZERO);
        }
        return why;
    }

    private KafkaProducer<String, byte[]> producer() {
        Properties properties = connection.properties("traas-ledger-writer-" + replica);
        long millis = timeout.toMillis();
        properties.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, TRANSACTIONAL_ID);
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.LINGER_MS_CONFIG, "0");
        properties.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, Long.toString(millis));
        properties.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, Long.toString(millis));
        properties.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Long.toString(Math.max(1, millis / 2)));
        // A writer that hangs in a transaction holds readers up for as long; take-overs end it at once.
        properties.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, Long.toString(2 * millis));
        return new KafkaProducer<>(properties, new StringSerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(timeout));
    }
}
