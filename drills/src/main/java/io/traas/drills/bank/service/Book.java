package io.traas.drills.bank.service;

import io.traas.drills.bank.wire.Entry;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The bank's book: an append-only file, one line {@code id from to cents} for each payment, shared by all replicas and
 * the only truth. A line counts once: the same id again is ignored, so a payment that is sent twice moves money once.
 * Balances are what follows from the lines. Lines are written whole in one append, which the kernel orders; no lock is
 * held that a stopped process could take with it. Thread-safe.
 */
final class Book implements AutoCloseable {

    static final long OPENING_CENTS = 1_000_000;

    /** Ids remembered to recognise a payment sent twice: ten minutes at the usual rate. */
    private static final int REMEMBERED = 20_000;

    private static final int CHUNK = 1 << 16;

    private final FileChannel file;
    private final FileChannel reader;
    private final ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    private final long[] cents = new long[Entry.ACCOUNTS];
    private final Map<Long, Boolean> recent = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Boolean> eldest) {
            return size() > REMEMBERED;
        }
    };
    private long position;

    Book(Path path) throws IOException {
        file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND, StandardOpenOption.WRITE);
        reader = FileChannel.open(path, StandardOpenOption.READ);
        Arrays.fill(cents, OPENING_CENTS);
        follow();
    }

    /** Records the payment unless it already was; says whether it is new. */
    synchronized boolean record(Entry entry) throws IOException {
        follow();
        if (recent.containsKey(entry.id())) {
            return false;
        }
        file.write(ByteBuffer.wrap(entry.line().getBytes(StandardCharsets.US_ASCII)));
        return true;
    }

    /** What the account holds now. */
    synchronized long balance(int account) throws IOException {
        follow();
        return cents[account];
    }

    /** Reads what was appended since the last time, by whomever. */
    private void follow() throws IOException {
        while (position < reader.size()) {
            chunk.clear();
            int read = reader.read(chunk, position);
            int end = read - 1;
            while (end >= 0 && chunk.get(end) != '\n') {
                end--;
            }
            if (end < 0) {
                return;
            }
            new String(chunk.array(), 0, end, StandardCharsets.US_ASCII).lines().forEach(this::apply);
            position += end + 1;
        }
    }

    private void apply(String line) {
        Entry entry = Entry.parse(line);
        if (recent.putIfAbsent(entry.id(), Boolean.TRUE) == null) {
            cents[entry.from()] -= entry.cents();
            cents[entry.to()] += entry.cents();
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
        reader.close();
    }
}
