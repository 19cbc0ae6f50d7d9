package io.traas.drills.load;

import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import io.traas.drills.bank.wire.ServiceDirectory;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * One group of customers: they ask at their own pace, whether or not the answers come (open loop), up to a bounded
 * number waiting at the same time, and have their own judge. Thread-safe.
 */
final class Customers implements AutoCloseable {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final long MICROS = 1000;

    /** One thing a customer wants: where, what, and what to do when it was granted. */
    record Wish(String path, Form form, Runnable granted) {}

    /**
     * Where they go and how often.
     *
     * @param ratePerSecond requests a second
     * @param patience how long each waits for an answer
     * @param waiting how many may wait at the same time
     */
    record Habit(
            String group,
            String namespace,
            String service,
            double ratePerSecond,
            Duration patience,
            int waiting,
            Objective objective) {
        Habit {
            Objects.requireNonNull(patience, "patience");
            Objects.requireNonNull(objective, "objective");
            if (!(ratePerSecond > 0)) {
                throw new IllegalArgumentException("rate of " + group + " must be positive, was " + ratePerSecond);
            }
        }
    }

    private final Habit habit;
    private final Supplier<Wish> wishes;
    private final ServiceDirectory directory;
    private final RandomGenerator random;
    private final Clock clock;
    private final Judge judge;
    private final AtomicLong skipped = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong turn = new AtomicLong();
    private final ThreadPoolExecutor waiting;
    private volatile double factor = 1;

    Customers(Habit habit, Supplier<Wish> wishes, ServiceDirectory directory, RandomGenerator random, Clock clock) {
        this.habit = habit;
        this.wishes = wishes;
        this.directory = directory;
        this.random = random;
        this.clock = clock;
        this.judge = new Judge(habit.objective());
        this.waiting =
                new ThreadPoolExecutor(0, habit.waiting(), 10, TimeUnit.SECONDS, new SynchronousQueue<>(), work -> {
                    Thread thread = new Thread(work, habit.group());
                    thread.setDaemon(true);
                    return thread;
                });
    }

    /** So many times the usual rate from now on. */
    void surge(double times) {
        if (!(times > 0 && times <= 10)) {
            throw new IllegalArgumentException("the rate can be multiplied by more than 0 up to 10, not by " + times);
        }
        factor = times;
    }

    /** Sends at the group's pace until the thread is interrupted. */
    void play() throws InterruptedException {
        long next = System.nanoTime();
        while (!Thread.currentThread().isInterrupted()) {
            // Slightly noisy: each pause is half to one and a half of the mean.
            next += (long) (NANOS_PER_SECOND / (habit.ratePerSecond() * factor) * (0.5 + random.nextDouble()));
            long pause = next - System.nanoTime();
            if (pause > 0) {
                TimeUnit.NANOSECONDS.sleep(pause);
            } else if (-pause > NANOS_PER_SECOND) {
                // Woken far too late: the machine stood still, and a burst to catch up would be no customer's doing.
                next = System.nanoTime();
            }
            send(wishes.get());
        }
    }

    /** Sends one request, not waiting for the answer. */
    void send(Wish wish) {
        try {
            waiting.execute(() -> ask(wish));
        } catch (RejectedExecutionException full) {
            skipped.incrementAndGet();
        }
    }

    /** Lets the judge look; hands back a new stamp. */
    Optional<Stamp> evaluate() {
        synchronized (judge) {
            return judge.evaluate(clock.millis());
        }
    }

    CustomerState state() {
        synchronized (judge) {
            List<Answer> recent = judge.recent();
            long[] latencies =
                    recent.stream().mapToLong(Answer::latencyMillis).sorted().toArray();
            long bad = recent.stream()
                    .filter(answer -> answer.isBad(habit.objective()))
                    .count();
            double seconds = habit.objective().longest().toMillis() / 1000.0;
            return new CustomerState(
                    habit.group(),
                    recent.size() / seconds,
                    percentile(latencies, 0.5),
                    percentile(latencies, 0.95),
                    recent.isEmpty() ? 0 : bad / (double) recent.size(),
                    failures.get(),
                    judge.verdict(),
                    judge.stamps());
        }
    }

    long skipped() {
        return skipped.get();
    }

    private void ask(Wish wish) {
        long start = System.nanoTime();
        boolean success = false;
        try {
            List<String> ready = directory.endpoints(habit.namespace(), habit.service());
            if (!ready.isEmpty()) {
                String endpoint = ready.get((int) (turn.getAndIncrement() % ready.size()));
                HttpCall call = HttpCall.post(endpoint, wish.path(), wish.form(), habit.patience());
                success = call.status() < 500;
                if (call.status() < 300) {
                    wish.granted().run();
                }
            }
        } catch (IOException failure) {
            success = false;
        }
        if (!success) {
            failures.incrementAndGet();
        }
        long latencyMillis = (System.nanoTime() - start) / (MICROS * 1000);
        synchronized (judge) {
            judge.answered(new Answer(clock.millis(), latencyMillis, success));
        }
    }

    private static long percentile(long[] sorted, double share) {
        return sorted.length == 0 ? 0 : sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    @Override
    public void close() {
        waiting.shutdownNow();
    }
}
