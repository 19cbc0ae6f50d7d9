package io.traas.drills.crash;

import io.traas.model.LedgerEntry;
import io.traas.model.kafka.KafkaConnection;
import io.traas.model.kafka.Publisher;
import io.traas.model.kafka.Route;
import io.traas.model.kafka.TopicReader;
import io.traas.model.wire.Topics;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;

/** The ledger as anybody may read it: what was committed, in its order. Thread-safe. */
public final class LedgerView implements AutoCloseable {

    private final List<LedgerEntry> entries = new ArrayList<>();
    private final TopicReader reader;

    LedgerView(KafkaConnection kafka, Publisher deadLetters) {
        reader = TopicReader.replaying(
                kafka,
                "traas-drill-ledger",
                deadLetters,
                Clock.systemUTC(),
                List.of(Route.fromBeginning(Topics.LEDGER, this::add)));
    }

    private synchronized void add(LedgerEntry entry) {
        entries.add(entry);
    }

    synchronized int size() {
        return entries.size();
    }

    public synchronized List<LedgerEntry> since(int position) {
        return List.copyOf(entries.subList(position, entries.size()));
    }

    /** Of the last take-over among the first entries, so many; 0 before there was one. */
    synchronized long epochAt(int position) {
        return entries.subList(0, position).stream()
                .filter(LedgerEntry.TookOver.class::isInstance)
                .mapToLong(entry -> ((LedgerEntry.TookOver) entry).epoch())
                .reduce(0, (before, last) -> last);
    }

    @Override
    public void close() {
        reader.close();
    }
}
