package io.traas.drills.load;

import io.traas.drills.bank.wire.Entry;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Compares what customers ordered and were told with what stands in the bank's book. Every payment that was
 * acknowledged must be there, once, as ordered; one that was not may be there once. Remembers the last
 * {@link #REMEMBERED} payments. Thread-safe.
 */
final class Audit {

    static final int REMEMBERED = 50_000;

    private static final class Order {
        private final Entry entry;
        private boolean acknowledged;
        private boolean recorded;
        private boolean counted;

        private Order(Entry entry) {
            this.entry = entry;
        }
    }

    private final Path book;
    private final Map<Long, Order> orders = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Order> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long position;
    private long acknowledged;
    private long recorded;
    private long twice;
    private long wrong;

    Audit(Path book) {
        this.book = book;
    }

    synchronized void ordered(Entry entry) {
        orders.put(entry.id(), new Order(entry));
    }

    synchronized void acknowledged(Entry entry) {
        Order order = orders.get(entry.id());
        if (order != null && !order.acknowledged) {
            order.acknowledged = true;
            acknowledged++;
        }
    }

    /** Reads on in the book and strikes the balance. */
    synchronized Money check() throws IOException {
        // Taken first: what is acknowledged now was written before, so it must be among the lines read below.
        orders.values().forEach(order -> order.counted = order.acknowledged);
        if (Files.exists(book)) {
            readOn();
        }
        long lost =
                orders.values().stream().filter(o -> o.counted && !o.recorded).count();
        long unknown = orders.values().stream()
                .filter(o -> o.recorded && !o.acknowledged)
                .count();
        return new Money(acknowledged, recorded, lost, twice, wrong, unknown);
    }

    private void readOn() throws IOException {
        try (RandomAccessFile file = new RandomAccessFile(book.toFile(), "r")) {
            byte[] fresh = new byte[(int) Math.min(file.length() - position, Integer.MAX_VALUE - 8)];
            file.seek(position);
            file.readFully(fresh);
            int end = fresh.length;
            while (end > 0 && fresh[end - 1] != '\n') {
                end--;
            }
            position += end;
            new String(fresh, 0, end, StandardCharsets.US_ASCII).lines().forEach(this::compare);
        }
    }

    private void compare(String line) {
        recorded++;
        Entry entry;
        try {
            entry = Entry.parse(line);
        } catch (IllegalArgumentException unreadable) {
            wrong++;
            return;
        }
        Order order = orders.get(entry.id());
        if (order == null || !order.entry.equals(entry)) {
            wrong++;
        } else if (order.recorded) {
            twice++;
        } else {
            order.recorded = true;
        }
    }
}
