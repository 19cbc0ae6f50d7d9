package io.traas.remediation.ledger;

import io.traas.model.kafka.KafkaConnection;
import io.traas.model.wire.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who shall take over: the replicas are members of one consumer group on the ledger's one partition, and Kafka gives it to
 * one of them. It reads nothing through it. The one that has it proves its membership again and again by a commit, which
 * the coordinator accepts from a member only: for one session after the last proof was sent, nobody else can be elected.
 * Who cannot prove it for that long, cut off or not running, has lost the seat by the monotonic clock and without being
 * told. Once lost it is lost for good; begin anew with another election. Thread-safe.
 */
public final class GroupElection implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(GroupElection.class);
    private static final String GROUP = "traas-remediation-active";
    private static final TopicPartition SEAT = new TopicPartition(Topics.LEDGER.name(), 0);
    private static final int BEATS_PER_SESSION = 8;

    private final Duration session;
    private final Duration beat;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Thread thread;
    private boolean assigned;
    private volatile boolean elected;
    private volatile boolean lost;
    private volatile long provenAt;
    private volatile boolean closing;

    /** @param session how long Kafka waits for a sign of life before another replica is elected */
    public GroupElection(KafkaConnection connection, String replica, Duration session) {
        this.session = session;
        this.beat = session.dividedBy(BEATS_PER_SESSION);
        Properties properties = connection.properties("traas-election-" + replica);
        properties.put(ConsumerConfig.GROUP_ID_CONFIG, GROUP);
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, Long.toString(session.toMillis()));
        properties.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, Long.toString(beat.toMillis()));
        properties.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, Long.toString(session.toMillis()));
        // Sticky and cooperative: a replica that joins takes the seat from nobody.
        properties.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.thread = new Thread(this::run, "election");
        this.thread.setDaemon(true);
        this.thread.start();
    }

    /** True while this replica is the one that shall act: nobody else can be elected in this instant. */
    public boolean isElected() {
        return elected && !isLost();
    }

    /** True once it had been elected and no longer is. */
    public boolean isLost() {
        return lost || (elected && System.nanoTime() - provenAt > session.toNanos());
    }

    private void run() {
        try (consumer) {
            consumer.subscribe(List.of(SEAT.topic()), new Seat());
            while (!closing && !isLost()) {
                try {
                    consumer.poll(beat);
                    if (assigned) {
                        prove();
                    }
                } catch (WakeupException e) {
                    continue; // Closing.
                } catch (KafkaException e) {
                    LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the election waits for Kafka");
                    TimeUnit.MILLISECONDS.sleep(beat.toMillis());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lost = true;
        }
    }

    private void prove() {
        long now = System.nanoTime();
        try {
            consumer.commitSync(Map.of(SEAT, new OffsetAndMetadata(0)), beat);
            provenAt = now;
            elected = true;
        } catch (CommitFailedException e) {
            lost = true; // No longer a member.
        } catch (RetriableException | RebalanceInProgressException e) {
            LOG.atDebug().addKeyValue("reason", e.getMessage()).log("membership not proven this time");
        }
    }

    private final class Seat implements ConsumerRebalanceListener {

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            consumer.pause(partitions); // The ledger is read elsewhere.
            assigned |= partitions.contains(SEAT);
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            lost |= partitions.contains(SEAT);
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
