package io.traas.drills.units.drill;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.HttpCall;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * People who pay and look at their accounts at a steady pace, whatever the bank does. A request may be tried again at
 * another router within two seconds, the same payment under the same id, and has failed after that. They take no word about
 * an account that is too old, or that knows nothing yet of a payment they have a receipt for.
 */
final class Customers implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(2);
    /** Longer than a lease without a word of a leader, and a replica cannot know whether what it has is what counts. */
    static final long MOST_STALE_MILLIS = 2000;

    private static final long ATTEMPT_MILLIS = 900;
    private static final long RETRY_MILLIS = 60;
    private static final long PROBE_MILLIS = 5000;
    private static final int MOST_AT_ONCE = 200;

    private final String name;
    private final Map<String, String> routers;
    private final Random random;
    private final Books books;
    private final AtomicLong nextId;
    private final Queue<Seen> seen = new ConcurrentLinkedQueue<>();
    private final Set<String> silent = ConcurrentHashMap.newKeySet();
    private long nextProbe;
    private final ScheduledExecutorService pace = Executors.newSingleThreadScheduledExecutor();
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(8, MOST_AT_ONCE, 10, TimeUnit.SECONDS, new SynchronousQueue<>());

    /**
     * What became of one request.
     *
     * @param startMillis when it was wanted, by {@link #now}
     * @param endMillis when it was answered or given up
     */
    record Seen(boolean write, String unit, long startMillis, long endMillis, boolean ok) {}

    /**
     * @param name how they sign; links are cut by that name
     * @param routers the ones in reach, centre to endpoint
     * @param firstId payments are numbered from here
     */
    Customers(String name, Map<String, String> routers, Books books, long firstId, Random random) {
        this.name = name;
        this.routers = Map.copyOf(routers);
        this.books = books;
        this.nextId = new AtomicLong(firstId);
        this.random = random;
    }

    void begin(int writesPerSecond, int readsPerSecond) {
        begin(writesPerSecond, this::pay);
        begin(readsPerSecond, this::look);
    }

    private void begin(int perSecond, Runnable wish) {
        if (perSecond > 0) {
            long micros = TimeUnit.SECONDS.toMicros(1) / perSecond;
            pace.scheduleAtFixedRate(wish, 0, micros, TimeUnit.MICROSECONDS);
        }
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    private void pay() {
        String unit = anyUnit();
        int from = random.nextInt(Entry.ACCOUNTS);
        int to = (from + 1 + random.nextInt(Entry.ACCOUNTS - 1)) % Entry.ACCOUNTS;
        Entry payment = new Entry(nextId.getAndIncrement(), from, to, 1 + random.nextInt(100));
        books.ordered(unit, payment);
        submit(true, unit, "/write", payment.form().with("unit", unit), answer -> {
            books.acknowledged(unit, payment, answer);
            return true;
        });
    }

    private void look() {
        String unit = anyUnit();
        int account = random.nextInt(Entry.ACCOUNTS);
        long known = books.newestReceipt(unit, account);
        Form question = Form.EMPTY.with("unit", unit).with("number", account);
        submit(
                false,
                unit,
                "/read",
                question,
                answer -> answer.number("staleMillis") <= MOST_STALE_MILLIS && answer.number("position") >= known);
    }

    private String anyUnit() {
        List<String> units = List.copyOf(UnitsBank.UNITS.keySet());
        return units.get(random.nextInt(units.size()));
    }

    /** What to do with an answer that does not refuse; false when it is none to rely on. */
    private interface Use {
        boolean of(Form answer);
    }

    private void submit(boolean write, String unit, String path, Form form, Use use) {
        long start = now();
        List<String> order = order();
        try {
            workers.execute(() -> {
                boolean ok = settle(order, start, path, form, use);
                seen.add(new Seen(write, unit, start, now(), ok));
            });
        } catch (RejectedExecutionException tooMany) {
            seen.add(new Seen(write, unit, start, start, false));
        }
    }

    private boolean settle(List<String> order, long start, String path, Form form, Use use) {
        try {
            for (int attempt = 0; ; attempt++) {
                long left = start + PATIENCE.toMillis() - now();
                if (left <= 0) {
                    return false;
                }
                String router = order.get(attempt % order.size());
                if (attempt(router, path, form, Math.min(left, ATTEMPT_MILLIS), use)) {
                    return true;
                }
                Thread.sleep(RETRY_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean attempt(String router, String path, Form form, long millis, Use use) {
        try {
            HttpCall answer =
                    HttpCall.post(routers.get(router), path, form.with("via", name), Duration.ofMillis(millis));
            silent.remove(router);
            if (answer.status() == 200) {
                return use.of(Form.parse(answer.body()));
            }
        } catch (IOException unreachable) {
            silent.add(router);
        }
        return false;
    }

    /**
     * Any router, those that gave no answer the last time after all others; now and then one request tries such a one first.
     * Only the pacing thread draws.
     */
    private List<String> order() {
        List<String> order = new ArrayList<>(routers.keySet());
        Collections.sort(order);
        Collections.shuffle(order, random);
        order.sort(Comparator.comparing(silent::contains));
        if (!silent.isEmpty() && now() >= nextProbe) {
            nextProbe = now() + PROBE_MILLIS;
            Collections.rotate(order, 1);
        }
        return order;
    }

    static long now() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
    }

    /** Wants nothing more, and waits for what is under way. */
    void end() throws InterruptedException {
        pace.shutdown();
        pace.awaitTermination(1, TimeUnit.SECONDS);
        workers.shutdown();
        workers.awaitTermination(2 * PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        pace.shutdownNow();
        workers.shutdownNow();
    }
}
