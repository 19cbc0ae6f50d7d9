package io.traas.remediation.audit;

import io.traas.model.AuditCheckpoint;
import io.traas.model.kafka.Publisher;
import io.traas.model.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes from time to time where the chain stands, apart from the ledger. Thread-safe. */
public final class Checkpoints {

    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final AuditSettings settings;
    private final Publisher publisher;
    private final Clock clock;
    private Chain latest = Chain.EMPTY;
    private Chain published = Chain.EMPTY;
    private Instant due = Instant.MIN;

    public Checkpoints(AuditSettings settings, Publisher publisher, Clock clock) {
        this.settings = Objects.requireNonNull(settings, "settings is missing");
        this.publisher = Objects.requireNonNull(publisher, "publisher is missing");
        this.clock = Objects.requireNonNull(clock, "clock is missing");
    }

    /** The chain is durable up to here. */
    public synchronized void moved(Chain chain) {
        latest = chain;
    }

    /** Call often. */
    public synchronized void tick() {
        if (!clock.instant().isBefore(due)) {
            publish();
        }
    }

    /** Now, if anything was written since the last one. */
    public synchronized void publish() {
        if (latest.length() == 0 || latest.equals(published)) {
            return;
        }
        Instant now = clock.instant();
        AuditCheckpoint checkpoint = settings.signer()
                .sign(new AuditCheckpoint(latest.length() - 1, latest.head(), latest.epoch(), now, ""));
        publisher.publish(Topics.AUDIT, checkpoint);
        settings.file().ifPresent(file -> append(file, checkpoint));
        published = latest;
        due = now.plus(settings.every());
    }

    private static void append(Path file, AuditCheckpoint checkpoint) {
        try (var out = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            out.write(Topics.AUDIT.codec().encode(checkpoint));
            out.write('\n');
        } catch (IOException e) {
            LOG.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", e.toString())
                    .log("checkpoint of the audit is only on its topic");
        }
    }
}
