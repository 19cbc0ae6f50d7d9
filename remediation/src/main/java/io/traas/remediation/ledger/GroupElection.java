package io.traas.remediation.ledger;

import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who shall take over: the replicas are members of one consumer group on the ledger's one partition, and Kafka gives it to
 * one of them. It reads nothing through it. Only a hint: what keeps two from acting at once is the {@link LedgerLog} and the
 * fence on the objects. Once a seat that was given is lost, it is lost for good; begin anew with another election. A
 * replica that finds it was not running for a session gives its seat up unasked. Thread-safe.
 */
public final class GroupElection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupElection.class);
    private static final String GROUP = "traas-remediation-active";
    private static final Duration POLL = Duration.ofMillis(100);
    private static final int BEATS_PER_SESSION = 8;

    private final Duration session;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private volatile boolean elected;
    private volatile boolean lost;
    private volatile long lastPoll = System.nanoTime();
    private volatile boolean closing;

    /** @param session how long Kafka waits for a sign of life before another replica is elected */
    public GroupElection(KafkaConnection connection, String replica, Duration session) {
        this.session = session;
        Properties properties = connection.properties("traas-election-" + replica);
        long millis = session.toMillis();
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Long.toString(millis));
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Long.toString(millis / BEATS_PER_SESSION));
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Long.toString(millis));
        // Sticky and cooperative: a replica that joins takes the seat from nobody.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, "election");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** True while this replica is the one that shall act. */
    public boolean isElected() {
        return elected && !isLost();
    }

    /** True once it had been elected and no longer is. */
    public boolean isLost() {
        return lost || (elected && overslept());
    }

    private boolean overslept() {
        return System.nanoTime() - lastPoll > session.toNanos();
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(Topics.LEDGER.name()), new Seat());
            while (!closing && !lost) {
                try {
                    consumer.poll(POLL);
                } catch (WakeupException e) {
                    continue;
                } catch (KafkaException e) {
                    LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the election waits for Kafka");
                    TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
                }
                lost |= elected && overslept();
                lastPoll = System.nanoTime();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lost = true;
        }
    }

    private final class Seat implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (!partitions.isEmpty()) {
                consumer.pause(partitions); // The ledger is read elsewhere.
                lastPoll = System.nanoTime();
                elected = true;
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lost |= !partitions.isEmpty();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }
    }

    /** Leaves the group, so that another replica is elected at once. */
    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(session.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
