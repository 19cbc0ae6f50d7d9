package io.traas.remediation;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a replica after the other. Without a next one nothing would ever act here again, so neither how a life ends
 * nor that the next cannot begin, as without a name server, ends this: it is tried again until it is closed.
 */
final class Lives implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Lives.class);
    private static final Duration BETWEEN = Duration.ofMillis(200);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(2);

    private final Supplier<Replica> births;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Thread thread = new Thread(this::liveOnAndOn, "remediation-replica");
    private volatile Replica replica;
    private volatile String failure = "";

    /** @param births begins a life, or throws */
    Lives(Supplier<Replica> births) {
        this.births = births;
        thread.setDaemon(true);
        thread.start();
    }

    /** Empty between two lives, however long that takes. */
    Optional<Replica> current() {
        return Optional.ofNullable(replica);
    }

    /** Why the last life broke off or the next could not begin; empty when it ended as it should. */
    String failure() {
        return failure;
    }

    private void liveOnAndOn() {
        try {
            Duration pause;
            do {
                failure = live();
                pause = failure.isEmpty() ? BETWEEN : AFTER_FAILURE;
            } while (!closing.await(pause.toMillis(), TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** @return what went wrong, empty when nothing did */
    private String live() throws InterruptedException {
        try (Replica life = births.get()) {
            replica = life;
            if (closing.getCount() > 0) { // Otherwise whoever closed this did not know of it.
                life.live();
            }
            return life.failure();
        } catch (RuntimeException | Error e) {
            LOG.atError().setCause(e).log("no replica lives here; the next one is tried");
            return "no replica lives here: " + reason(e);
        } finally {
            replica = null;
        }
    }

    /** Kafka's clients tell why they cannot be made only in the cause. */
    private static String reason(Throwable failed) {
        return failed.getCause() == null ? failed.toString() : failed.getMessage() + ": " + failed.getCause();
    }

    @Override
    public void close() {
        closing.countDown();
        current().ifPresent(Replica::stop);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
