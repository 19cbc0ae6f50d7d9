package io.traas.drills.load;

import io.traas.drills.bank.wire.Entry;
import io.traas.drills.bank.wire.Form;
import io.traas.drills.bank.wire.ServiceDirectory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The process of the customers. Arguments: service directory, book, payments a second, seed. Says {@code PORT n} first,
 * then every second how it goes and every {@code STAMP} at once; ends with its standard input.
 */
public final class LoadGenerator {

    private static final double PARTNER_RATE = 4;
    private static final Duration PATIENCE = Duration.ofMillis(1700);
    private static final int TICK_MILLIS = 50;
    private static final int TICKS_PER_REPORT = 20;

    /** One in so many customers is unsure and sends the same payment again. */
    private static final int REPEATS = 100;

    private final AtomicReference<Money> money = new AtomicReference<>(new Money(0, 0, 0, 0, 0, 0));
    private final Audit audit;
    private final Customers payers;
    private final Customers partners;
    private final Random random;
    private final AtomicLong nextId;
    private volatile Entry lastPaid;

    private LoadGenerator(Path serviceDirectory, Path book, double rate, long seed, Clock clock) {
        ServiceDirectory directory = new ServiceDirectory(serviceDirectory, clock);
        this.random = new Random(seed);
        this.audit = new Audit(book);
        this.nextId = new AtomicLong(clock.millis() * 1000);
        this.payers = new Customers(
                new Customers.Habit("bank", "bank", "gateway", rate, PATIENCE, 300, Objective.payments()),
                this::payment,
                directory,
                random,
                clock);
        this.partners = new Customers(
                new Customers.Habit("partner", "partner", "rates", PARTNER_RATE, PATIENCE, 20, Objective.trickle()),
                () -> new Customers.Wish("/rates", Form.EMPTY, () -> {}),
                directory,
                new Random(seed + 1),
                clock);
    }

    public static void main(String[] arguments) throws IOException, InterruptedException {
        LoadGenerator generator = new LoadGenerator(
                Path.of(arguments[0]),
                Path.of(arguments[1]),
                Double.parseDouble(arguments[2]),
                Long.parseLong(arguments[3]),
                Clock.systemUTC());
        daemon("end-of-input", LoadGenerator::haltAtEndOfInput);
        generator.run();
    }

    private void run() throws IOException, InterruptedException {
        try (LoadServer server = new LoadServer(0, this::state, payers::surge)) {
            System.out.println("PORT " + server.port());
            daemon("bank-pace", payers::play);
            daemon("partner-pace", partners::play);
            for (long tick = 1; ; tick++) {
                Thread.sleep(TICK_MILLIS);
                payers.evaluate().ifPresent(stamp -> say("bank", stamp));
                partners.evaluate().ifPresent(stamp -> say("partner", stamp));
                if (tick % TICKS_PER_REPORT == 0) {
                    money.set(audit.check());
                    report();
                }
            }
        }
    }

    private LoadState state() {
        return new LoadState(payers.state(), partners.state(), money.get(), payers.skipped() + partners.skipped());
    }

    private Customers.Wish payment() {
        Entry again = lastPaid;
        if (again != null && random.nextInt(REPEATS) == 0) {
            return wish(again);
        }
        int from = random.nextInt(Entry.ACCOUNTS);
        int to = (from + 1 + random.nextInt(Entry.ACCOUNTS - 1)) % Entry.ACCOUNTS;
        Entry entry = new Entry(nextId.getAndIncrement(), from, to, 1 + random.nextInt(100));
        audit.ordered(entry);
        return wish(entry);
    }

    private Customers.Wish wish(Entry entry) {
        return new Customers.Wish("/payments", entry.form(), () -> {
            audit.acknowledged(entry);
            lastPaid = entry;
        });
    }

    private void report() {
        CustomerState bank = payers.state();
        System.out.printf(
                Locale.ROOT,
                "LOAD rate=%.1f p50=%d p95=%d bad=%.3f verdict=%s money=%s skipped=%d%n",
                bank.ratePerSecond(),
                bank.p50Millis(),
                bank.p95Millis(),
                bank.badShare(),
                bank.verdict(),
                money.get().ok() ? "ok" : money.get(),
                payers.skipped());
    }

    private static void say(String group, Stamp stamp) {
        System.out.println("STAMP " + stamp.kind() + " " + group + " " + Instant.ofEpochMilli(stamp.atMillis()) + " "
                + stamp.because());
    }

    /** Work of a thread, which may be interrupted. */
    private interface Task {
        void run() throws InterruptedException;
    }

    private static void daemon(String name, Task task) {
        Thread thread = new Thread(
                () -> {
                    try {
                        task.run();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void haltAtEndOfInput() {
        try {
            while (System.in.read() >= 0) {
                // nothing is ever sent; only the end matters
            }
        } catch (IOException closed) {
            System.err.println("standard input broke: " + closed.getMessage());
        }
        Runtime.getRuntime().halt(0);
    }
}
