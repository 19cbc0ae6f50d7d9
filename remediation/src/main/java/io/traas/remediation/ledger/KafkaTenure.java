package io.traas.remediation.ledger;

import io.traas.model.LedgerEntry;
import io.traas.model.wire.Topics;
import io.traas.remediation.crash.CrashPoint;
import io.traas.remediation.crash.CrashPoints;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes entries in transactions of one producer, on one thread: whatever waits goes into one transaction, so that many
 * plans at once cost few. A transaction whose end is unknown is repeated until it is known; only then do its writers go
 * on.
 */
final class KafkaTenure implements Tenure {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaTenure.class);
    private static final int MAX_WAITING = 10_000;
    private static final int MAX_BATCH = 200;
    private static final long IDLE_MS = 100;

    /** One entry on its way. */
    private static final class Waiting {
        final LedgerEntry entry;
        final boolean noted;
        final CompletableFuture<Void> durable = new CompletableFuture<>();

        /** Whoever sets it decides: the writer takes the entry, or its author withdraws it. */
        final AtomicBoolean claimed = new AtomicBoolean();

        Waiting(LedgerEntry entry, boolean noted) {
            this.entry = entry;
            this.noted = noted;
        }
    }

    private final KafkaProducer<String, byte[]> producer;
    private final long epoch;
    private final Duration timeout;
    private final CrashPoints crashPoints;
    private final BlockingQueue<Waiting> waiting = new ArrayBlockingQueue<>(MAX_WAITING);
    private final Thread writer;
    private volatile KafkaException lost;
    private volatile boolean closing;

    /** @param producer that was initialised for transactions; closed with the tenure */
    KafkaTenure(KafkaProducer<String, byte[]> producer, long epoch, Duration timeout, CrashPoints crashPoints) {
        this.producer = producer;
        this.epoch = epoch;
        this.timeout = timeout;
        this.crashPoints = crashPoints;
        this.writer = new Thread(this::write, "ledger-writer");
        this.writer.setDaemon(true);
        this.writer.start();
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public boolean isHeld() {
        return lost == null && !closing;
    }

    @Override
    public void append(LedgerEntry entry) {
        Waiting mine = enqueue(new Waiting(entry, false));
        try {
            try {
                mine.durable.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (mine.claimed.compareAndSet(false, true)) {
                    throw new LedgerUnavailableException(describe(entry) + " was not taken within " + timeout, e);
                }
                mine.durable.get(); // In a transaction that has to end one way or the other.
            }
        } catch (ExecutionException e) {
            throw (LedgerUnavailableException) e.getCause();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TenureLostException(describe(entry) + " was interrupted", e);
        }
    }

    @Override
    public void note(LedgerEntry entry) {
        enqueue(new Waiting(entry, true));
    }

    private Waiting enqueue(Waiting item) {
        requireHeld(item.entry);
        if (!waiting.offer(item)) {
            throw new LedgerUnavailableException(
                    describe(item.entry) + " finds " + MAX_WAITING + " entries waiting already", null);
        }
        if (!isHeld()) {
            failAll(List.of(item)); // The writer may have looked for the last time before it came in.
        }
        return item;
    }

    private void requireHeld(LedgerEntry entry) {
        if (!isHeld()) {
            throw over(entry);
        }
    }

    private TenureLostException over(LedgerEntry entry) {
        return new TenureLostException(describe(entry) + " is not written: epoch " + epoch + " is over", lost);
    }

    private void write() {
        List<Waiting> batch = new ArrayList<>();
        try {
            while (lost == null && !(closing && waiting.isEmpty() && batch.isEmpty())) {
                if (batch.isEmpty()) {
                    Waiting first = waiting.poll(IDLE_MS, TimeUnit.MILLISECONDS);
                    take(first, batch);
                }
                for (Waiting next = waiting.peek(); next != null && batch.size() < MAX_BATCH; next = waiting.peek()) {
                    take(waiting.poll(), batch);
                }
                batch = batch.isEmpty() ? batch : attempt(batch);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (KafkaException e) {
            lost = e;
            LOG.atWarn()
                    .addKeyValue("epoch", epoch)
                    .addKeyValue("reason", e.getMessage())
                    .log("the ledger is no longer ours to write");
        } finally {
            closing = true;
            failAll(batch);
            List<Waiting> rest = new ArrayList<>();
            waiting.drainTo(rest);
            failAll(rest);
            producer.close(Duration.ZERO);
        }
    }

    private static void take(Waiting item, List<Waiting> batch) {
        if (item != null && item.claimed.compareAndSet(false, true)) {
            batch.add(item);
        }
    }

    private void failAll(List<Waiting> items) {
        items.forEach(item -> item.durable.completeExceptionally(over(item.entry)));
    }

    /**
     * Writes the batch in one transaction.
     *
     * @return what has to be tried again: entries that were only noted
     * @throws KafkaException when the tenure is lost
     */
    private List<Waiting> attempt(List<Waiting> batch) {
        KafkaException failure = transact(batch);
        if (failure == null) {
            batch.forEach(item -> item.durable.complete(null));
            return new ArrayList<>();
        }
        boolean poisoned =
                !(failure.getCause() instanceof RetriableException) && !(failure instanceof RetriableException);
        if (poisoned && batch.size() > 1) { // One of them: the others must not suffer for it.
            List<Waiting> again = new ArrayList<>();
            batch.forEach(item -> again.addAll(attempt(List.of(item))));
            return again;
        }
        List<Waiting> again = new ArrayList<>();
        for (Waiting item : batch) {
            if (item.noted && !poisoned && !closing) {
                again.add(item);
            } else {
                refuse(item, failure);
            }
        }
        return again;
    }

    private static void refuse(Waiting item, KafkaException failure) {
        if (item.noted) {
            LOG.atError()
                    .addKeyValue("entry", item.entry.id())
                    .setCause(failure)
                    .log("could not be written to the ledger");
        }
        item.durable.completeExceptionally(new LedgerUnavailableException(
                describe(item.entry) + " could not be written: " + failure.getMessage(), failure));
    }

    /** @return null when the transaction is durable, otherwise why it certainly is not */
    private KafkaException transact(List<Waiting> batch) {
        try {
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (Waiting item : batch) {
                sent.add(producer.send(new ProducerRecord<>(
                        Topics.LEDGER.name(),
                        Topics.LEDGER.key().apply(item.entry),
                        Topics.LEDGER.codec().encode(item.entry))));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        } catch (ExecutionException e) {
            return abort(e.getCause() instanceof KafkaException k ? k : new KafkaException(e.getCause()));
        } catch (KafkaException e) {
            return abort(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        crashPoints.hit(CrashPoint.ENTRY_UNCOMMITTED);
        try {
            finish(producer::commitTransaction);
            return null;
        } catch (KafkaException e) {
            return abort(e);
        }
    }

    /** A producer that may not even abort has been fenced, and that is thrown. */
    private KafkaException abort(KafkaException why) {
        finish(producer::abortTransaction);
        return why;
    }

    /** A commit or abort that timed out may have happened: the same again is the only way to know. */
    private void finish(Runnable end) {
        while (true) {
            try {
                end.run();
                return;
            } catch (org.apache.kafka.common.errors.TimeoutException e) {
                if (closing) {
                    throw e;
                }
                LOG.atWarn().addKeyValue("reason", e.getMessage()).log("waiting for the ledger");
            }
        }
    }

    private static String describe(LedgerEntry entry) {
        return "ledger entry " + entry.getClass().getSimpleName() + " " + entry.id();
    }

    @Override
    public void close() {
        closing = true;
        try {
            writer.join(timeout.toMillis());
            writer.interrupt();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
