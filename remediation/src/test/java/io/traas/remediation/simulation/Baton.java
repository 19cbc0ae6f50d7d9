package io.traas.remediation.simulation;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Virtual time, and the right to run. Each task has a thread of its own, but only the holder of the baton runs; it passes
 * the baton on at every {@link #pass}, to whoever is due next. So a run is one sequence, decided by how long each call is
 * said to take, whatever the threads of the operating system do. Code under test must not hold a lock across a call that
 * passes the baton: whoever else wants the lock would wait for ever, and {@link #run} fails with the name of the task.
 */
public final class Baton {

    private static final Duration STUCK = Duration.ofSeconds(30);

    /** Time is only looked at here, never let pass. */
    private final Clock clock = new Clock() {
        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    };

    private record Due(Instant at, long order, Task task, Runnable event) {}

    private static final class Task {
        private final String name;
        private final Machine machine;
        private final Semaphore turn = new Semaphore(0);

        Task(String name, Machine machine) {
            this.name = name;
            this.machine = machine;
        }
    }

    private final PriorityQueue<Due> queue =
            new PriorityQueue<>(Comparator.comparing(Due::at).thenComparing(Due::order));
    private final ExecutorService threads;
    private final Consumer<Throwable> failed;
    private final Task director = new Task("director", new Machine("nowhere"));
    private Instant now;
    private Instant end;
    private Task current = director;
    private long orders;
    private int tasks;

    /**
     * @param threads has to have one for every task alive
     * @param failed told what a task or event threw, other than {@link Killed}
     */
    Baton(Instant start, ExecutorService threads, Consumer<Throwable> failed) {
        this.now = start;
        this.end = start;
        this.threads = threads;
        this.failed = failed;
    }

    public Clock clock() {
        return clock;
    }

    Instant now() {
        return now;
    }

    /** The machine of the task that runs. */
    Machine machine() {
        return current.machine;
    }

    /** Has {@code event} happen later, on no machine. It must not pass the baton. */
    void later(Duration in, Runnable event) {
        queue.add(new Due(now.plus(in), orders++, null, event));
    }

    /** A new task, which gets its first turn when its time comes. */
    public void spawn(Machine machine, String name, Runnable work) {
        Task task = new Task(machine + "/" + name, machine);
        tasks++;
        queue.add(new Due(now, orders++, task, null));
        threads.execute(() -> live(task, work));
    }

    private void live(Task task, Runnable work) {
        task.turn.acquireUninterruptibly();
        current = task;
        try {
            if (!task.machine.isOff()) {
                work.run();
            }
        } catch (Killed e) {
            // As asked for.
        } catch (Throwable e) {
            failed.accept(e);
        }
        tasks--;
        handTo(next());
    }

    /** Lets others run for as long as this call takes. Throws {@link Killed} when the machine was switched off meanwhile. */
    public void pass(Duration takes) {
        Task self = current;
        if (self.machine.isOff()) {
            throw new Killed(self.name);
        }
        queue.add(new Due(now.plus(takes), orders++, self, null));
        Task next = next();
        if (next != self) {
            handTo(next);
            self.turn.acquireUninterruptibly();
        }
        current = self;
        if (self.machine.isOff()) {
            throw new Killed(self.name);
        }
    }

    private static void handTo(Task next) {
        next.turn.release();
    }

    /** Lets everything happen that is due within the time given. */
    void run(Duration length) {
        end = now.plus(length);
        Task next = next();
        if (next != director) {
            handTo(next);
            awaitBaton();
        }
        current = director;
        now = end;
    }

    private void awaitBaton() {
        try {
            if (!director.turn.tryAcquire(STUCK.toSeconds(), TimeUnit.SECONDS)) {
                throw new IllegalStateException(current.name + " has kept the baton for " + STUCK.toSeconds()
                        + " s of real time: it waits for a lock, or for ever");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /** Lets tasks of machines that are off come to their end; call when all of them are. */
    void drain() {
        while (tasks > 0) {
            run(Duration.ofHours(1));
        }
    }

    private Task next() {
        while (true) {
            Due due = queue.peek();
            if (due == null || due.at().isAfter(end)) {
                return director;
            }
            queue.remove();
            now = due.at().isAfter(now) ? due.at() : now;
            if (due.task() == null) {
                happen(due.event());
            } else if (due.task().machine.pausedUntil().isAfter(now)) {
                queue.add(new Due(due.task().machine.pausedUntil(), orders++, due.task(), null));
            } else {
                return due.task();
            }
        }
    }

    private void happen(Runnable event) {
        try {
            event.run();
        } catch (RuntimeException | AssertionError e) {
            failed.accept(e);
        }
    }
}
