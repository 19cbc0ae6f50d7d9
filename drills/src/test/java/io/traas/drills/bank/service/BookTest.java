package io.traas.drills.bank.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.traas.drills.bank.wire.Entry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BookTest {

    private static final Entry PAYMENT = new Entry(7, 1, 2, 300);

    @TempDir
    private Path directory;

    @Test
    void aPaymentMovesMoney() throws IOException {
        try (Book book = new Book(directory.resolve("book"))) {
            assertThat(book.record(PAYMENT)).isTrue();
            assertThat(book.balance(1)).isEqualTo(Book.OPENING_CENTS - 300);
            assertThat(book.balance(2)).isEqualTo(Book.OPENING_CENTS + 300);
        }
    }

    @Test
    void thePaymentSentTwiceMovesMoneyOnceWhicheverReplicaTakesIt() throws IOException {
        try (Book one = new Book(directory.resolve("book"));
                Book other = new Book(directory.resolve("book"))) {
            assertThat(one.record(PAYMENT)).isTrue();
            assertThat(other.record(PAYMENT)).isFalse();
            assertThat(one.balance(1)).isEqualTo(Book.OPENING_CENTS - 300);
        }
        assertThat(Files.readAllLines(directory.resolve("book"))).hasSize(1);
    }

    @Test
    void twoReplicasThatTakeTheSamePaymentAtTheSameInstantStillMoveMoneyOnce() throws IOException {
        Files.writeString(directory.resolve("book"), PAYMENT.line() + PAYMENT.line());
        try (Book book = new Book(directory.resolve("book"))) {
            assertThat(book.balance(2)).isEqualTo(Book.OPENING_CENTS + 300);
        }
    }

    @Test
    void aLineThatIsNotCompleteYetDoesNotCount() throws IOException {
        Path file = directory.resolve("book");
        Files.writeString(file, "7 1 2 30");
        try (Book book = new Book(file)) {
            assertThat(book.balance(2)).isEqualTo(Book.OPENING_CENTS);
            Files.writeString(file, "0\n", StandardOpenOption.APPEND);
            assertThat(book.balance(2)).isEqualTo(Book.OPENING_CENTS + 300);
        }
    }

    @Property(tries = 20)
    void whateverIsPaidTheSumOfAllBalancesStaysTheSame(@ForAll("payments") List<Entry> payments) throws IOException {
        Path file = Files.createTempFile("book", ".txt");
        try (Book book = new Book(file)) {
            for (Entry payment : payments) {
                book.record(payment);
            }
            long sum = 0;
            for (int account = 0; account < Entry.ACCOUNTS; account++) {
                sum += book.balance(account);
            }
            assertThat(sum).isEqualTo(Entry.ACCOUNTS * Book.OPENING_CENTS);
        } finally {
            Files.delete(file);
        }
    }

    @Provide
    Arbitrary<List<Entry>> payments() {
        return Combinators.combine(
                        Arbitraries.longs().between(1, 50),
                        Arbitraries.integers().between(0, Entry.ACCOUNTS - 2),
                        Arbitraries.longs().between(1, 1_000_000))
                .as((id, from, cents) -> new Entry(id, from, from + 1, cents))
                .list()
                .ofMaxSize(100);
    }
}
